import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { parseEnv } from 'node:util'
import { parseAllDocuments } from 'yaml'
import { shown } from '../../../functions/config/secrecy.ts'
import { fieldOf } from '../../../functions/core/model/field-of.ts'
import { CommandFailure } from '../../framework/failure.ts'
import { type ListingGap, noDates, type ScannedSecret, type ScanSource, type SourceListing } from '../scanned-secret.ts'

const bare = {
  ...noDates,
  region: null,
  arn: null,
  type: null,
  service: null,
  rotator: null,
  rotates: false,
  keyId: null,
  hosts: null,
} as const

/** Makes the secret of a file: its fields as one JSON object, which is read like any other secret. */
export function secretOfFields(
  source: ScanSource,
  name: string,
  fields: Readonly<Record<string, string>>,
  tags: ReadonlyMap<string, string> = new Map(),
): ScannedSecret {
  const value = JSON.stringify(fields)
  return { ...bare, source, name, tags, read: async () => ({ kind: 'value', value }) }
}

/** Reads a file of `NAME=value` lines as one secret with many fields. None of them becomes a variable of this process. */
export async function listEnvFile(file: string): Promise<SourceListing> {
  const text = await textOf(file, '--env-file', 'lines such as API_TOKEN=...')
  const fields = Object.fromEntries(
    Object.entries(parseEnv(text)).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  )
  if (Object.keys(fields).length === 0)
    throw new CommandFailure('file', `${file}: holds no variable; --env-file expects lines such as API_TOKEN=...`)
  return { secrets: [secretOfFields('env-file', file, fields)], gaps: [] }
}

/** Reads one variable of the shell. */
export function listVariable(name: string, environment: Readonly<Record<string, string | undefined>>): SourceListing {
  const value = environment[name]
  if (shown(name) === undefined || !/^[A-Za-z_]\w*$/.test(name))
    throw new CommandFailure('usage', '--variable: expected the name of a variable such as API_TOKEN, not its value')
  if (value === undefined)
    throw new CommandFailure('usage', `--variable: ${name} is not set in this shell; export it first`)
  return { secrets: [secretOfFields('variable', name, { [name]: value })], gaps: [] }
}

const largestManifestBytes = 4 * 2 ** 20
const mostManifests = 5_000

/** Reads the Secrets in a folder of Kubernetes manifests, at any depth. */
export async function listManifests(folder: string): Promise<SourceListing> {
  const names = await readdir(folder, { recursive: true }).catch(() => {
    throw new CommandFailure('file', `${folder}: no such folder; --kubernetes expects a folder of manifests`)
  })
  const files = names
    .filter((name) => /\.(?:ya?ml|json)$/i.test(name) && !/(?:^|\/)node_modules\//.test(name))
    .toSorted()
  const secrets: ScannedSecret[] = []
  const gaps: ListingGap[] = []
  for (const name of files.slice(0, mostManifests)) {
    const found = await manifestsIn(join(folder, name))
    if (typeof found === 'string') gaps.push({ where: join(folder, name), why: found, denial: null })
    else secrets.push(...found.flatMap((document) => secretIn(document, name) ?? []))
  }
  if (files.length > mostManifests)
    gaps.push({
      where: folder,
      why: `only the first ${mostManifests} of ${files.length} files were read`,
      denial: null,
    })
  return { secrets, gaps }
}

/** The errors of the parser quote their lines, which may hold a secret, so they are dropped. */
async function manifestsIn(file: string): Promise<readonly unknown[] | string> {
  try {
    if ((await stat(file)).size > largestManifestBytes) return 'it is larger than 4 MiB'
    const documents = parseAllDocuments(await readFile(file, 'utf8'), { logLevel: 'silent' })
    if (documents.some(({ errors }) => errors.length > 0)) return 'it is no YAML that can be read'
    return documents.flatMap((document) => {
      const content: unknown = document.toJS({ maxAliasCount: 50 })
      const items = fieldOf(content, 'kind') === 'List' ? fieldOf(content, 'items') : null
      return Array.isArray(items) ? items : [content]
    })
  } catch {
    return 'it cannot be read'
  }
}

function secretIn(manifest: unknown, file: string): ScannedSecret | null {
  if (fieldOf(manifest, 'kind') !== 'Secret') return null
  const metadata = fieldOf(manifest, 'metadata')
  const [name, namespace, type] = [fieldOf(metadata, 'name'), fieldOf(metadata, 'namespace'), fieldOf(manifest, 'type')]
  const labels = [fieldOf(metadata, 'annotations'), fieldOf(metadata, 'labels')].flatMap(textsIn)
  const fields = [
    ...textsIn(fieldOf(manifest, 'data')).map(
      ([key, text]) => [key, Buffer.from(text, 'base64').toString('utf8')] as const,
    ),
    ...textsIn(fieldOf(manifest, 'stringData')),
  ]
  const place = `${typeof namespace === 'string' ? `${namespace}/` : ''}${typeof name === 'string' ? name : file}`
  return {
    ...secretOfFields('kubernetes', shown(place) ?? file, Object.fromEntries(fields), new Map(labels)),
    type: typeof type === 'string' ? type : null,
  }
}

const textsIn = (value: unknown): readonly (readonly [string, string])[] =>
  typeof value !== 'object' || value === null
    ? []
    : Object.entries(value).flatMap(([name, text]) => (typeof text === 'string' ? [[name, text] as const] : []))

async function textOf(file: string, option: string, expected: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch {
    throw new CommandFailure('file', `${file}: cannot be read; ${option} expects ${expected}`)
  }
}
