import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Point } from './faults/fault.ts'

/** A line of a service's source that makes, refreshes, sends or checks a token. */
export type TokenPlace = {
  readonly file: string
  readonly line: number
  readonly does: string
  readonly covered: readonly Point[]
  /** Why nothing covers it; empty where something does. */
  readonly blind: string
}

type Trace = {
  readonly pattern: RegExp
  readonly does: string
  readonly covered: readonly Point[]
  readonly blind?: string
}

/** What gives each of them away in the source, most telling first. */
const traces: readonly Trace[] = [
  {
    pattern: /GetSecretValue|SecretsManagerClient|secretsmanager/i,
    does: 'reads a secret',
    covered: ['secrets-endpoint', 'resource-policy', 'stage-move'],
  },
  {
    pattern: /grant_type|refresh_token|client_credentials|clientCredentialsGrant|tokenUrl|\/oauth2?\/token/i,
    does: 'asks for a token',
    covered: ['proxy', 'interceptor', 'preload', 'oauth-driver'],
  },
  { pattern: /introspect|createRemoteJWKSet|jwks|jwtVerify/i, does: 'checks a token', covered: ['validation-proxy'] },
  {
    pattern: /SignatureV4|AWS4-HMAC/i,
    does: 'signs requests with AWS Signature 4',
    covered: [],
    blind: 'the signature covers the host: only the interceptor could, and it would have to sign anew',
  },
  {
    pattern: /node:https?['"]|from ['"]https?['"]|axios/i,
    does: 'may send a token through node:http',
    covered: ['proxy'],
  },
  {
    pattern: /authorization['"]?\s*[:\]]|Bearer /i,
    does: 'sends a token',
    covered: ['proxy', 'interceptor', 'preload'],
  },
]

const sourceName = /\.(ts|mts|js|mjs|cjs|py|go|java)$/

/** Walks through folders; dependencies and builds are nobody's own code. */
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
    const { does, covered, blind = '' } = trace
    return [{ file, line: index + 1, does, covered, blind }]
  })
}
