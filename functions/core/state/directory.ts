import { fieldOf } from '../model/field-of.ts'

/** Where the parts of a deployment are, as its SSM parameter says it: for the command line, the gate and nobody in the stack itself. */
export type DirectoryEntry = {
  /** Hash of the config that was deployed. */
  readonly config: string
  readonly table: string
  /** Names of the functions. */
  readonly tick: string
  readonly probe: string
  /** Those that probe the environments with a network of their own, by environment; `probe` is for all others. */
  readonly probes: Readonly<Record<string, string>>
  /** Functions that renew, by the environment whose credentials are theirs. */
  readonly rotators: Readonly<Record<string, string>>
  /** ARNs of the topics. */
  readonly page: string
  readonly notice: string
  readonly watcher: string
}

/** Goes up when a field changes its meaning or goes away. */
const version = 1

/** Name of the parameter that holds the directory of a deployment. */
export function parameterNameOf(deployment: string): string {
  return `/tokenwatch/${deployment}`
}

/** What is written into the parameter. */
export function spellDirectory(entry: DirectoryEntry): string {
  return JSON.stringify({ version, ...entry })
}

/** Reads the parameter; null for what another version of Tokenwatch, or somebody else, has written. */
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
  return { config, table, tick, probe, probes, rotators, page, notice, watcher }
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
