import { callerProfile } from '../model/caller-profile.ts'
import type { Check } from '../model/check.ts'
import type { Credential } from '../model/credential.ts'
import { type Canary, canaries, ownCheck } from '../model/own-check.ts'
import type { Profile } from '../model/profile.ts'
import type { PingRequest, Placement } from '../model/question.ts'
import type { Standing } from '../model/reason.ts'
import type { Proven } from '../probe/assess.ts'
import type { AttemptDependencies } from '../probe/attempt.ts'
import { type Probed, probe } from '../probe/probe.ts'
import type { Log } from '../state/log.ts'
import type { CanaryFinding } from '../state/monitor.ts'

/** The API that canaries are sent to, and the account that they must show. */
export type CanaryTarget = {
  /** STS in the Region of the deployment, or its stand-in. */
  readonly url: string
  /** Private ranges that the host may resolve to: a VPC endpoint has a private address. */
  readonly allowPrivate: readonly string[]
  readonly accountId: string
}

export type CanaryDependencies = Pick<AttemptDependencies, 'network' | 'now' | 'sleep'> & {
  readonly target: CanaryTarget
  /** Signs the request again for each attempt. The credential has the roles `signature`, `date` and `session`. */
  sign(request: PingRequest, canary: Canary): Promise<Credential>
  readonly log: Log
}

/**
 * Probes both canaries exactly as checks are probed: place, ask, interpret, confirm, assess. The known-bad one finds a bug that calls
 * everything valid, the known-good one a bug that calls everything invalid.
 */
export async function probeCanaries(
  dependencies: CanaryDependencies,
  profile: Profile = callerProfile,
): Promise<readonly CanaryFinding[]> {
  return Promise.all(canaries.map((canary) => probeCanary(canary, profile, dependencies)))
}

async function probeCanary(canary: Canary, profile: Profile, dependencies: CanaryDependencies): Promise<CanaryFinding> {
  const { sign, target, log } = dependencies
  const request = requestTo(target)
  const readCredential = async () =>
    ({ kind: 'read', credential: await sign(request, canary), expiryField: null }) as const
  // The known-bad canary is broken on purpose: that is its proof, so one answer a tick is enough.
  const proven: Proven = canary === 'known-bad' ? { versionId: canary, reason: 'rejected' } : null
  const probed = await probe(
    checkOf(canary, request, target),
    { ...dependencies, profileOf: () => profile, readCredential },
    { proven },
  )
  const { verdict } = probed
  log({ event: 'canary', canary, standing: verdict.standing, reason: verdict.reason, shown: shownBy(probed) })
  return { canary, outcome: outcomeOf(canary, verdict.standing), verdict }
}

/** Compares the standing with the canary. Other standings than `valid` and `invalid` prove nothing: STS could not be asked. */
function outcomeOf(canary: Canary, standing: Standing): CanaryFinding['outcome'] {
  if (standing !== 'valid' && standing !== 'invalid') return 'unclear'
  return (canary === 'known-good') === (standing === 'valid') ? 'right' : 'wrong'
}

function shownBy({ readings }: Probed): string {
  const last = readings.at(-1)
  if (last === undefined) return 'nothing'
  return last.kind === 'answered' ? last.rule : last.code
}

function requestTo({ url }: CanaryTarget): PingRequest {
  const headers = { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' }
  return { method: 'POST', url, headers, body: 'Action=GetCallerIdentity&Version=2011-06-15' }
}

const placements: readonly Placement[] = [
  { in: 'header', name: 'authorization', prefix: 'AWS4-HMAC-SHA256 ', role: 'signature' },
  { in: 'header', name: 'x-amz-date', prefix: '', role: 'date' },
  { in: 'header', name: 'x-amz-security-token', prefix: '', role: 'session' },
]

/** Makes the check of a canary. Its secret is only a placeholder: the credential of the function's role is not stored anywhere. */
function checkOf(canary: Canary, ping: PingRequest, { allowPrivate, accountId }: CanaryTarget): Check {
  return ownCheck({
    id: canary,
    environment: 'tokenwatch',
    profile: callerProfile.name,
    question: { kind: 'request', ping, send: placements },
    secret: {
      source: { from: 'environment', variable: 'AWS_SECRET_ACCESS_KEY' },
      fields: {},
      stage: 'AWSCURRENT',
      trimNewline: false,
      keyArn: null,
    },
    expect: {
      identity: accountId,
      environment: null,
      scopes: { require: [], forbid: [] },
      assert: [],
      slowAfterMs: null,
    },
    allowPrivate,
    impact: 'Nothing that Tokenwatch says can be trusted',
  })
}
