import { fieldOf } from '../model/field-of.ts'

/** Names of the parts of a deployment, stored in its SSM parameter for the command line and the gate. The stack itself never reads it. */
export type DirectoryEntry = {
  /** Hash of the config that was deployed. */
  readonly config: string
  /** Version of Tokenwatch that deployed it; null if the parameter does not say. */
  readonly release: string | null
  readonly table: string
  /** Names of the functions. */
  readonly tick: string
  readonly probe: string
  /** Probe functions of environments with a network of their own, by environment. `probe` serves all others. */
  readonly probes: Readonly<Record<string, string>>
  /** Rotate functions, by the environment whose credentials they rotate. */
  readonly rotators: Readonly<Record<string, string>>
  /** ARNs of the topics. */
  readonly page: string
  readonly notice: string
  readonly watcher: string
}

/** Version of the shape. It goes up when a field changes its meaning or is removed. */
const version = 1

/** Returns the name of the SSM parameter of a deployment. */
export function parameterNameOf(deployment: string): string {
  return `/tokenwatch/${deployment}`
}

/** Writes the text of the parameter. */
export function spellDirectory(entry: DirectoryEntry): string {
  return JSON.stringify({ version, ...entry })
}

/** Reads the text of the parameter; `null` for text of another version of Tokenwatch or of somebody else. */
export function parseDirectory(text: string): DirectoryEntry | null {
  const parsed = parseJson(text)
  const [config, table, tick, probe, page, notice, watcher] = [
    'config',
    'table',
    'tick',
    'probe',
    'page',
    'notice',
    'watcher',
  ].map((name) => {
    const value = fieldOf(parsed, name)
    return typeof value === 'string' ? value : ''
  })
  if (fieldOf(parsed, 'version') !== version || !config || !table || !tick || !probe || !page || !notice || !watcher)
    return null
  const [probes, rotators] = [textsOf(fieldOf(parsed, 'probes')), textsOf(fieldOf(parsed, 'rotators'))]
  return { config, release: releaseOf(parsed), table, tick, probe, probes, rotators, page, notice, watcher }
}

/** Reads the version of Tokenwatch that wrote the text of the parameter, whatever the shape of the rest; `null` if it does not say. */
export function parseRelease(text: string): string | null {
  return releaseOf(parseJson(text))
}

/** Numbers and, for a release before a release, letters: a person copies it into a command. */
function releaseOf(parsed: unknown): string | null {
  const release = fieldOf(parsed, 'release')
  const isVersion = typeof release === 'string' && release.length <= 40 && /^\d+\.\d+\.\d+(?:-[\w.]+)?$/.test(release)
  return isVersion ? release : null
}

function textsOf(value: unknown): Readonly<Record<string, string>> {
  const entries = typeof value === 'object' && value !== null ? Object.entries(value) : []
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'))
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
