import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Point } from './faults/fault.ts'

/** A line of a service's source that reads, requests, sends or checks a token. */
export type TokenPlace = {
  readonly file: string
  readonly line: number
  readonly use: string
  readonly points: readonly Point[]
  /** Reason that no injection point covers it; empty if one does. */
  readonly uncovered: string
}

type Trace = {
  readonly pattern: RegExp
  readonly use: string
  readonly points: readonly Point[]
  readonly uncovered?: string
}

/** Patterns that reveal such a line, the most specific first. */
const traces: readonly Trace[] = [
  {
    pattern: /GetSecretValue|SecretsManagerClient|secretsmanager/i,
    use: 'reads a secret',
    points: ['secrets-endpoint', 'resource-policy', 'stage-move'],
  },
  {
    pattern: /grant_type|refresh_token|client_credentials|clientCredentialsGrant|tokenUrl|\/oauth2?\/token/i,
    use: 'asks for a token',
    points: ['proxy', 'interceptor', 'preload', 'oauth-driver'],
  },
  { pattern: /introspect|createRemoteJWKSet|jwks|jwtVerify/i, use: 'checks a token', points: ['validation-proxy'] },
  {
    pattern: /SignatureV4|AWS4-HMAC/i,
    use: 'signs requests with AWS Signature 4',
    points: [],
    uncovered: 'the signature covers the host, so only the interceptor could act here, and it would have to sign again',
  },
  {
    pattern: /node:https?['"]|from ['"]https?['"]|axios/i,
    use: 'may send a token through node:http',
    points: ['proxy'],
  },
  {
    pattern: /authorization['"]?\s*[:\]]|Bearer /i,
    use: 'sends a token',
    points: ['proxy', 'interceptor', 'preload'],
  },
]

const sourceName = /\.(ts|mts|js|mjs|cjs|py|go|java)$/

/** Searches folders for such lines. Skips dependencies and builds. */
export async function findTokenPlaces(folders: readonly string[]): Promise<readonly TokenPlace[]> {
  const files = (await Promise.all(folders.map(filesIn))).flat().toSorted()
  const found = await Promise.all(files.map(async (file) => placesIn(file, await readFile(file, 'utf8'))))
  return found.flat()
}

async function filesIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
  const nested = entries.map(async (entry): Promise<readonly string[]> => {
    if (/^(node_modules|dist|cdk\.out|\..*)$/.test(entry.name)) return []
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return filesIn(path)
    return sourceName.test(entry.name) ? [path] : []
  })
  return (await Promise.all(nested)).flat()
}

function placesIn(file: string, source: string): readonly TokenPlace[] {
  return source.split('\n').flatMap((text, index) => {
    if (/^\s*(\/\/|\*|\/\*|#)/.test(text)) return []
    const trace = traces.find(({ pattern }) => pattern.test(text))
    if (trace === undefined) return []
    const { use, points, uncovered = '' } = trace
    return [{ file, line: index + 1, use, points, uncovered }]
  })
}
