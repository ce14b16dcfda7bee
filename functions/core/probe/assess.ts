import type { Check } from '../model/check.ts'
import { type Expiry, type ExpiryEvidence, mergeExpiry } from '../model/expiry.ts'
import type { Reading } from '../model/reading.ts'
import { isDeath, severityOf, standingOf, worstOf } from '../model/reason.ts'
import type { Evidence, Finding, Verdict } from '../model/verdict.ts'
import { findingsOf } from './findings.ts'

/** How many answers must say that a token is bad before a verdict does; one more where the provider has lately been wrong. */
export const proofs = { usual: 2, inDoubt: 3 } as const

/** The version that an earlier verdict has proved invalid, where there is one: no need to prove it again with every tick. */
export type Proven = { readonly versionId: string | null } | null

/** What is known of a check besides its attempts. */
export type Beyond = {
  /** What reviews have found; told while the token is alive. */
  readonly reviewFindings?: readonly Finding[]
  /** What a proved refusal becomes once the secret's other versions were asked. */
  readonly explain?: (death: Finding) => Finding
}

/**
 * Judges one check from its attempts, oldest first; at least one. Pure: the same literals give the same verdict. `invalid` needs two
 * attempts at the same version that say so; one alone, or answers that differ, are `settling`.
 */
export function assess(
  check: Check,
  readings: readonly Reading[],
  nowMs: number,
  proven: Proven = null,
  needed: number = proofs.usual,
  beyond: Beyond = {},
): Verdict {
  const last = lastOf(readings)
  const expiry = expiryOf(check, readings)
  const settled = settle(readings, proofsNeeded(readings, proven, needed), (reading) =>
    findingsOf(reading, check, expiry, Math.floor(nowMs / 1_000)),
  )
  const findings = withBeyond(settled, beyond)
  const reason = worstOf(findings.map((finding) => finding.reason))
  const left = expiry === null || expiry.at === 'never' ? Number.POSITIVE_INFINITY : expiry.at - nowMs / 1_000
  return {
    check: check.key,
    standing: standingOf(reason),
    reason,
    severity: severityOf(reason, { critical: left <= check.criticalSeconds }),
    findings,
    evidence: evidenceOf(last, expiry, readings.length),
    rotationDue: isRotationDue(check, reason, left),
    at: nowMs,
  }
}

/** What a review found of a token says nothing once the token is dead, and nothing while nobody can tell. */
function withBeyond(
  settled: readonly Finding[],
  { reviewFindings = [], explain = (death) => death }: Beyond,
): readonly Finding[] {
  const explained = settled.map((finding) => (isDeath(finding.reason) ? explain(finding) : finding))
  return standingOf(worstOf(settled.map(({ reason }) => reason))) === 'valid'
    ? [...settled, ...reviewFindings]
    : explained
}

/** Whether one more attempt could still prove or clear what the last one said. The caller bounds how often it asks. */
export function needsConfirmation(
  check: Check,
  readings: readonly Reading[],
  nowMs: number,
  proven: Proven = null,
  needed: number = proofs.usual,
): boolean {
  const expiry = expiryOf(check, readings)
  const invalid = invalidAmong(readings, (reading) => findingsOf(reading, check, expiry, Math.floor(nowMs / 1_000)))
  return invalid.at(-1) === lastOf(readings) && invalid.length < proofsNeeded(readings, proven, needed)
}

/**
 * Whether the same version was refused and then, in the same probe, works: its provider is not to be trusted for a while. An answer
 * that says nothing either way takes nothing back.
 */
export function hasTurned(check: Check, readings: readonly Reading[], nowMs: number): boolean {
  const last = lastOf(readings)
  if (last.kind === 'failed') return false
  const expiry = expiryOf(check, readings)
  const find = (reading: Reading) => findingsOf(reading, check, expiry, Math.floor(nowMs / 1_000))
  const refused = sameVersion(readings).some((reading) => find(reading).some(({ reason }) => isDeath(reason)))
  return refused && find(last).every(({ reason }) => standingOf(reason) === 'valid')
}

function settle(
  readings: readonly Reading[],
  needed: number,
  find: (reading: Reading) => readonly Finding[],
): readonly Finding[] {
  const findings = find(lastOf(readings))
  const invalid = invalidAmong(readings, find)
  if (invalid.length === 0) return findings
  const unanimous =
    invalid.length >= needed && invalid.at(-1) === lastOf(readings) && invalid.length === sameVersion(readings).length
  if (unanimous) return findings
  const said = worstOf(invalid.flatMap(find).map((finding) => finding.reason))
  return [{ reason: 'settling', detail: `${invalid.length} of ${sameVersion(readings).length} attempts said ${said}` }]
}

function proofsNeeded(readings: readonly Reading[], proven: Proven, needed: number): number {
  return proven !== null && proven.versionId === lastOf(readings).versionId ? 1 : needed
}

/** What an older version of the secret showed says nothing of the one that was read last. */
function sameVersion(readings: readonly Reading[]): readonly Reading[] {
  const { versionId } = lastOf(readings)
  return readings.filter((reading) => reading.versionId === versionId)
}

function invalidAmong(
  readings: readonly Reading[],
  find: (reading: Reading) => readonly Finding[],
): readonly Reading[] {
  return sameVersion(readings).filter((reading) =>
    find(reading).some((finding) => standingOf(finding.reason) === 'invalid'),
  )
}

function lastOf(readings: readonly Reading[]): Reading {
  const last = readings.at(-1)
  if (last === undefined) throw new Error('nothing to assess: a check is judged from at least one reading')
  return last
}

/** The dates of the answer that counts, with those that only the operator knows. */
function expiryOf({ expiry }: Check, readings: readonly Reading[]): Expiry {
  const last = lastOf(readings)
  const declared: ExpiryEvidence[] = []
  if (expiry.expires !== null) declared.push({ source: 'declared', at: expiry.expires })
  if (expiry.issuedAt !== null && expiry.maxAgeSeconds !== null)
    declared.push({ source: 'max_age', at: expiry.issuedAt + expiry.maxAgeSeconds })
  return mergeExpiry([...declared, ...(last.kind === 'answered' ? last.expiries : [])])
}

function isRotationDue({ rotation }: Check, reason: Verdict['reason'], secondsLeft: number): boolean {
  if (rotation.by === 'manual') return false
  if (standingOf(reason) === 'invalid') return isReminted(rotation) && dead.has(reason)
  if (standingOf(reason) !== 'valid') return false
  return secondsLeft <= rotation.rotateWithinSeconds
}

/** What another token of the same kind would mend. */
const dead: ReadonlySet<Verdict['reason']> = new Set(['expired', 'revoked', 'rejected'])

/** Only what needs no old token is made anew by a machine once the old one is dead. */
function isReminted(rotation: Check['rotation']): boolean {
  return rotation.by === 'ours' && (rotation.grant === 'client_credentials' || rotation.grant === 'github_app')
}

function evidenceOf(last: Reading, expiry: Expiry, attempts: number): Evidence {
  const shared = { expiry, versionId: last.versionId, attempts }
  if (last.kind === 'failed')
    return { ...shared, latencyMs: null, status: null, rule: null, identity: null, environment: null, scopes: null }
  const { status, rule, identity, environment, scopes, timings } = last
  return { ...shared, latencyMs: status === null ? null : timings.totalMs, status, rule, identity, environment, scopes }
}
