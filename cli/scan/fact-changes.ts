import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { isInstant, isText, listOf, orNull, recordOf, shape } from '../../functions/core/model/shape.ts'
import type { Verdict } from '../../functions/core/model/verdict.ts'
import { CommandFailure } from '../framework/failure.ts'
import type { ExaminedSecret, ScannedCredential } from './examine.ts'
import { publicText } from './public-text.ts'
import { placeOfSecret, type ScannedSecret, shownField } from './scanned-secret.ts'

/** Facts about one credential: names, dates, and a hash that is useless without the key of its file. */
export type KeptCredential = {
  readonly profile: string
  readonly hash: string | null
  readonly standing: string | null
  readonly reason: string | null
  /** Epoch seconds; null for none, and for one that never comes. */
  readonly expiresAt: number | null
}

/** A file of facts, by which a second scan sees what changed. */
export type ScanMemory = {
  readonly version: 1
  /** Key of the hashes. Under another key the same credential has another hash. */
  readonly key: string
  /** Epoch milliseconds of the scan. */
  readonly at: number
  readonly credentials: Readonly<Record<string, KeptCredential>>
  /** Last reads by somebody else, by ARN, as they were before the first scan; `null` for none. */
  readonly readBefore: Readonly<Record<string, number | null>>
  /** Days on which a scan read the secrets: each counts as a read of all of them. */
  readonly scanDays: readonly string[]
}

/** One difference between two scans. */
export type FactChange = { readonly place: string; readonly what: string }

const isKept = shape<KeptCredential>({
  profile: isText,
  hash: orNull(isText),
  standing: orNull(isText),
  reason: orNull(isText),
  expiresAt: orNull(isInstant),
})

const isAnyText = (value: unknown): value is string => isText(value)

const isMemory = shape<ScanMemory>({
  version: (value): value is 1 => value === 1,
  key: isText,
  at: isInstant,
  credentials: recordOf(isAnyText, isKept),
  readBefore: recordOf(isAnyText, orNull(isInstant)),
  scanDays: listOf(isText),
})

/** Bytes of a key that nobody can guess. */
const keyBytes = 32

/** Reads a file of facts; a new key if there is no file yet. */
export async function readMemory(
  file: string,
): Promise<{ readonly key: Uint8Array; readonly before: ScanMemory | null }> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw new CommandFailure(
      'file',
      `${file}: cannot be read (${error.code ?? 'unknown'}); --facts expects a file that an earlier scan wrote, or a new name`,
    )
  })
  if (text === null) return { key: randomBytes(keyBytes), before: null }
  let content: unknown
  try {
    content = JSON.parse(text)
  } catch {
    content = null
  }
  if (!isMemory(content))
    throw new CommandFailure('file', `${file}: holds no facts of a scan; choose another name for --facts, or delete it`)
  return { key: Buffer.from(content.key, 'base64url'), before: content }
}

const day = (at: number): string => new Date(at).toISOString().slice(0, 10)

/** Tells when somebody else than a scan last read each secret: what earlier scans saw, if the newest read is one of theirs. */
export function readBeforeOf(
  secrets: readonly ScannedSecret[],
  before: ScanMemory | null,
): ReadonlyMap<string, number | 'never'> {
  const scans = new Set(before?.scanDays ?? [])
  return new Map(
    secrets.flatMap(({ arn, accessedAt }) => {
      if (arn === null || accessedAt === null) return []
      const kept = before?.readBefore[arn]
      const isOwn = accessedAt !== 'never' && scans.has(day(accessedAt)) && kept !== undefined
      return [[arn, isOwn ? (kept ?? 'never') : accessedAt] as const]
    }),
  )
}

type Remembering = {
  readonly key: Uint8Array
  readonly before: ScanMemory | null
  readonly now: number
  readonly examined: readonly ExaminedSecret[]
  readonly verdicts: ReadonlyMap<ScannedCredential, Verdict>
  readonly readBefore: ReadonlyMap<string, number | 'never'>
}

/** Makes the facts that the next scan compares with. */
export function memoryOf({ key, before, now, examined, verdicts, readBefore }: Remembering): ScanMemory {
  const credentials = examined.flatMap(({ credentials: all }) => all.filter(({ found }) => found.confidence !== 'low'))
  return {
    version: 1,
    key: Buffer.from(key).toString('base64url'),
    at: now,
    credentials: Object.fromEntries(credentials.map((one) => [nameOf(one), keptOf(one, verdicts.get(one))])),
    readBefore: Object.fromEntries([...readBefore].map(([arn, at]) => [arn, at === 'never' ? null : at])),
    scanDays: [...new Set([...(before?.scanDays ?? []), day(now)])].slice(-400),
  }
}

function nameOf({ secret, found }: ScannedCredential): string {
  const fields = Object.values(found.fields).flatMap((field) => (field === null ? [] : [shownField(field)]))
  return publicText([placeOfSecret(secret), ...fields].join(' '))
}

function keptOf({ found, kept }: ScannedCredential, verdict: Verdict | undefined): KeptCredential {
  const at = verdict?.evidence.expiry?.at
  return {
    profile: found.profile,
    hash: kept,
    standing: verdict?.standing ?? null,
    reason: verdict?.reason ?? null,
    expiresAt: typeof at === 'number' ? at : null,
  }
}

/** Seconds by which an expiry may wander between two answers that mean the same. */
const expiryToleranceSeconds = 86_400

/** Compares two scans. A credential that nobody was asked about now is no change. */
export function changesBetween(before: ScanMemory, after: ScanMemory): readonly FactChange[] {
  const places = [...new Set([...Object.keys(before.credentials), ...Object.keys(after.credentials)])].toSorted()
  return places.flatMap((place) => {
    const [old, now] = [before.credentials[place], after.credentials[place]]
    if (old === undefined) return [{ place, what: 'is new' }]
    if (now === undefined) return [{ place, what: 'is gone' }]
    return differences(old, now).map((what) => ({ place, what }))
  })
}

function differences(old: KeptCredential, now: KeptCredential): readonly string[] {
  const value = old.hash !== null && now.hash !== null && old.hash !== now.hash ? ['holds another credential now'] : []
  const standing =
    now.standing !== null && old.standing !== null && old.standing !== now.standing
      ? [`was ${old.standing}, is ${now.standing} (${now.reason})`]
      : []
  const moved =
    old.expiresAt !== null && now.expiresAt !== null && Math.abs(old.expiresAt - now.expiresAt) > expiryToleranceSeconds
  const expiry = moved
    ? [`ends on ${day((now.expiresAt ?? 0) * 1_000)}, not on ${day((old.expiresAt ?? 0) * 1_000)}`]
    : []
  return [...value, ...standing, ...expiry]
}
