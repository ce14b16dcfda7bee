import type { Check } from '../model/check.ts'
import type { Expiry } from '../model/expiry.ts'
import type { Reading } from '../model/reading.ts'
import { isDeath, type Reason, severityOf, standingOf, worstOf } from '../model/reason.ts'
import { type Evidence, type Finding, isUnopposed, type Verdict } from '../model/verdict.ts'
import { findingsOf } from './findings.ts'
import { type EarlierExpiry, trustedExpiry } from './trusted-expiry.ts'

/** Number of answers that must say that a token is bad; one more while the provider is marked unreliable. */
export const proofs = { usual: 2, unreliable: 3 } as const

/** The proof that an `invalid` verdict needs. */
export type StandardOfProof = {
  /** Number of answers, one of `proofs`; `proofs.usual` if absent. */
  readonly needed?: number
  /** The version that an earlier verdict proved invalid: one more bad answer of the same kind is enough. */
  readonly proven?: Proven
  /** The expiry that an earlier verdict found; `null` or absent where there is none. */
  readonly earlier?: EarlierExpiry | null
}

/** A version that was proved invalid, and for which reason. */
export type Proven = { readonly versionId: string | null; readonly reason: Reason } | null

/** The proof that a verdict needs, and what is known of a check besides its attempts. */
export type AssessOptions = StandardOfProof & {
  /** Findings of reviews; they count only while the token is valid. */
  readonly reviewFindings?: readonly Finding[]
  /** Rewrites a proved refusal, once the other versions of the secret were tried. */
  readonly explain?: (death: Finding) => Finding
}

/**
 * Judges one check from its attempts, oldest first; at least one. Pure: the same literals give the same verdict. `invalid` needs as many
 * bad answers of one kind for one version as the standard of proof asks for. Fewer, or answers that differ, give `settling`.
 */
export function assess(
  check: Check,
  readings: readonly Reading[],
  nowMs: number,
  { reviewFindings = [], explain = asFound, ...proof }: AssessOptions = {},
): Verdict {
  const last = lastOf(readings)
  const expiry = expiryOf(check, readings, nowMs, proof)
  const settled = settle(readings, proof, (reading) => findingsOf(reading, check, expiry, Math.floor(nowMs / 1_000)))
  const findings = isUnopposed(judged(settled)) ? [...settled, ...reviewFindings] : explained(settled, explain)
  const { standing, reason } = judged(findings)
  const left = expiry === null || expiry.at === 'never' ? Number.POSITIVE_INFINITY : expiry.at - nowMs / 1_000
  return {
    check: check.key,
    standing,
    reason,
    severity: severityOf(reason, { critical: left <= check.criticalSeconds }),
    findings,
    evidence: evidenceOf(last, expiry, readings.length),
    rotationDue: !isLikeBroken(last) && isRotationDue(check, { standing, reason }, left),
    at: nowMs,
  }
}

/** Returns true for a death that no answer states: a comparison proves it to a person, and never starts a rotation. */
const isLikeBroken = (last: Reading): boolean => last.kind === 'answered' && last.likeBrokenSinceMs !== undefined

const asFound = (death: Finding): Finding => death

/** Judges findings. Beside `unproved` the worst of the others is the reason, so that an expiry counts although nothing was asked. */
function judged(findings: readonly Finding[]): Pick<Verdict, 'standing' | 'reason'> {
  const found = findings.map(({ reason }) => reason)
  const worst = worstOf(found)
  if (worst !== 'unproved') return { standing: standingOf(worst), reason: worst }
  const beside = worstOf(found.filter((reason) => reason !== 'unproved'))
  return { standing: 'unknown', reason: beside === 'healthy' ? worst : beside }
}

function explained(findings: readonly Finding[], explain: (death: Finding) => Finding): readonly Finding[] {
  return findings.map((finding) => (isDeath(finding.reason) ? explain(finding) : finding))
}

/** Returns true if one more attempt could prove or clear what the last one said. The caller limits the number of attempts. */
export function needsConfirmation(
  check: Check,
  readings: readonly Reading[],
  nowMs: number,
  proof: StandardOfProof = {},
): boolean {
  const expiry = expiryOf(check, readings, nowMs, proof)
  const find: Find = (reading) => findingsOf(reading, check, expiry, Math.floor(nowMs / 1_000))
  const invalid = invalidAmong(readings, find)
  return invalid.at(-1) === lastOf(readings) && invalid.length < proofsNeeded(readings, proof, find)
}

/**
 * Returns true if one version was refused and then accepted in the same probe: its provider is unreliable for a while. A failed attempt
 * does not take a refusal back. A suspended account may be unlocked in between.
 */
export function hasTurned(check: Check, readings: readonly Reading[], nowMs: number): boolean {
  const last = lastOf(readings)
  if (last.kind === 'failed') return false
  const expiry = expiryOf(check, readings, nowMs)
  const find = (reading: Reading) => findingsOf(reading, check, expiry, Math.floor(nowMs / 1_000))
  const refused = sameVersion(readings).some((reading) =>
    find(reading).some(({ reason }) => isDeath(reason) && reason !== 'suspended'),
  )
  return refused && find(last).every(({ reason }) => standingOf(reason) === 'valid')
}

type Find = (reading: Reading) => readonly Finding[]

/** Returns what the last attempt found if it is proved, else `settling`. */
function settle(readings: readonly Reading[], proof: StandardOfProof, find: Find): readonly Finding[] {
  const findings = find(lastOf(readings))
  const invalid = invalidAmong(readings, find)
  if (invalid.length === 0) return findings
  const unanimous =
    invalid.length >= proofsNeeded(readings, proof, find) &&
    invalid.at(-1) === lastOf(readings) &&
    invalid.length === sameVersion(readings).length &&
    new Set(invalid.map((reading) => kindOf(worstOf(reasonsIn(find(reading)))))).size === 1
  if (unanimous) return findings
  const said = worstOf(reasonsIn(invalid.flatMap(find)))
  return [{ reason: 'settling', detail: `${invalid.length} of ${sameVersion(readings).length} attempts said ${said}` }]
}

/** Groups reasons: all deaths say that the credential is refused, and every other one says that it is accepted, but wrong in its own way. */
const kindOf = (reason: Reason): string => (isDeath(reason) ? 'dead' : reason)

const reasonsIn = (findings: readonly Finding[]): readonly Reason[] => findings.map(({ reason }) => reason)

function proofsNeeded(
  readings: readonly Reading[],
  { proven = null, needed = proofs.usual }: StandardOfProof,
  find: Find,
): number {
  const last = lastOf(readings)
  if (proven === null || proven.versionId !== last.versionId) return needed
  return kindOf(proven.reason) === kindOf(worstOf(reasonsIn(find(last)))) ? 1 : needed
}

/** Attempts with the version of the last one: an older version proves nothing about it. */
function sameVersion(readings: readonly Reading[]): readonly Reading[] {
  const { versionId } = lastOf(readings)
  return readings.filter((reading) => reading.versionId === versionId)
}

function invalidAmong(readings: readonly Reading[], find: Find): readonly Reading[] {
  return sameVersion(readings).filter((reading) =>
    find(reading).some((finding) => standingOf(finding.reason) === 'invalid'),
  )
}

function lastOf(readings: readonly Reading[]): Reading {
  const last = readings.at(-1)
  if (last === undefined) throw new Error('nothing to assess: a check is judged from at least one reading')
  return last
}

function expiryOf(
  check: Check,
  readings: readonly Reading[],
  nowMs: number,
  { earlier = null }: StandardOfProof = {},
): Expiry {
  return trustedExpiry(check, lastOf(readings), earlier, Math.floor(nowMs / 1_000))
}

function isRotationDue(
  { rotation }: Check,
  verdict: Pick<Verdict, 'standing' | 'reason'>,
  secondsLeft: number,
): boolean {
  if (rotation.by === 'manual') return false
  if (verdict.standing === 'invalid') return needsNoOldToken(rotation) && fixedByNewToken.has(verdict.reason)
  return isUnopposed(verdict) && secondsLeft <= rotation.rotateWithinSeconds
}

/** Reasons that a new credential of the same kind would fix. */
const fixedByNewToken: ReadonlySet<Verdict['reason']> = new Set(['expired', 'revoked', 'rejected'])

/** Returns true if a rotation can make the next token although the old one is dead. */
function needsNoOldToken(rotation: Check['rotation']): boolean {
  return rotation.by === 'ours' && (rotation.grant === 'client_credentials' || rotation.grant === 'github_app')
}

function evidenceOf(last: Reading, expiry: Expiry, attempts: number): Evidence {
  const shared = { expiry, versionId: last.versionId, attempts }
  if (last.kind === 'failed')
    return { ...shared, latencyMs: null, status: null, rule: null, identity: null, environment: null, scopes: null }
  const { status, rule, identity, environment, scopes, timings } = last
  return { ...shared, latencyMs: status === null ? null : timings.totalMs, status, rule, identity, environment, scopes }
}
