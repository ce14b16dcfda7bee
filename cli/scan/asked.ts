import type { Check } from '../../functions/core/model/check.ts'
import { hostOf } from '../../functions/core/model/check.ts'
import { type Rate, stricter } from '../../functions/core/model/rate.ts'
import { readSecret } from '../../functions/core/model/secret-value.ts'
import type { Verdict } from '../../functions/core/model/verdict.ts'
import { assess } from '../../functions/core/probe/assess.ts'
import type { AttemptDependencies } from '../../functions/core/probe/attempt.ts'
import { controlOnce } from '../../functions/core/probe/controlled.ts'
import { hostCircuitBreaker } from '../../functions/core/probe/host-circuit-breaker.ts'
import type { Network } from '../../functions/core/probe/network/network.ts'
import { type Probed, probe } from '../../functions/core/probe/probe.ts'
import { hostLimits } from '../../functions/core/state/host-limits.ts'
import { profileOf } from '../../functions/providers/providers.ts'
import { contentOf } from '../recognition/recognize.ts'
import { mostRequestsEach } from './asking-plan.ts'
import { askedAddresses } from './check-for.ts'
import type { ScannedCredential } from './examine.ts'
import { hostPace } from './host-pace.ts'
import type { Observations } from './observations.ts'
import type { ReadValue } from './scanned-secret.ts'
import { untilStopped } from './until-stopped.ts'

/** Questions at once: over all hosts, and to any one of them. A scan is in no hurry, and its hosts are other people's. */
const politeness = { total: 16, perHost: 2 }

/** Everything that asking needs from outside. */
export type AskingWorld = {
  readonly network: Network
  /** Notes what answers look like, where a person asked for it. */
  readonly observations: Observations
  readonly now: () => number
  readonly sleep: (milliseconds: number) => Promise<void>
  /** Aborted by Ctrl-C: what was answered until then is kept. */
  readonly signal: AbortSignal
  readonly onProgress: (answered: number) => void
}

/** Asks each credential its catalogue's question once, and tells the verdict of each. A credential that stands twice is asked once. */
export async function askAll(
  credentials: readonly ScannedCredential[],
  world: AskingWorld,
): Promise<ReadonlyMap<ScannedCredential, Verdict>> {
  const verdicts = new Map<ScannedCredential, Verdict>()
  const running = new Map<string, Promise<Verdict | null>>()
  const limits = hostLimits(politeness)
  const breaker = hostCircuitBreaker({ now: world.now, sleep: world.sleep })
  const pace = hostPace(world)
  const rates = hostRates(credentials)
  let answered = 0
  const ask = async (credential: ScannedCredential, check: Check): Promise<Verdict | null> => {
    const host = hostOf(check) ?? ''
    const question = await pace.begin(host, rates.get(host) ?? profileOf(check.profile).budget.host, mostRequestsEach)
    if (world.signal.aborted) return null
    const network = counted(world.network, question.sent)
    const verdict = await askOne(credential, check, breaker, { ...world, network }).finally(question.end)
    answered += 1
    world.onProgress(answered)
    return verdict
  }
  await untilStopped(
    credentials.map(async (credential) => {
      const { check: made, fingerprint, found } = credential
      if (made.kind !== 'check') return
      const same = `${found.profile} ${fingerprint} ${JSON.stringify(made.check.question)}`
      const known = fingerprint === null ? undefined : running.get(same)
      const verdict = known ?? limits.run(hostOf(made.check), () => ask(credential, made.check))
      running.set(same, verdict)
      const ended = await verdict
      if (ended !== null) verdicts.set(credential, ended)
    }),
    world.signal,
  )
  return new Map(verdicts)
}

/** Returns the rate of each host: the strictest of the kinds that are asked there. */
function hostRates(credentials: readonly ScannedCredential[]): ReadonlyMap<string, Rate> {
  const rates = new Map<string, Rate>()
  for (const { check: made } of credentials) {
    if (made.kind !== 'check') continue
    const [host, { host: rate }] = [hostOf(made.check) ?? '', profileOf(made.check.profile).budget]
    rates.set(host, stricter(rates.get(host) ?? rate, rate))
  }
  return rates
}

const counted = ({ exchange, close }: Network, count: () => void): Network => ({
  close,
  exchange: (request, signal) => {
    count()
    return exchange(request, signal)
  },
})

async function askOne(
  { secret, found: { isNested } }: ScannedCredential,
  check: Check,
  breaker: ReturnType<typeof hostCircuitBreaker>,
  { network, observations, now, sleep, signal }: AskingWorld,
): Promise<Verdict | null> {
  const dependencies: AttemptDependencies = {
    network: observations.watch(check.profile, only(askedAddresses(check), network)),
    profileOf,
    now,
    sleep,
    readCredential: async (reference) => {
      const read = await secret.read().catch(() => sessionEnded)
      if (read.kind === 'value')
        return readSecret(
          { value: isNested ? withoutDepth(read.value) : read.value, versionId: null },
          { ...reference, trimNewline: reference.trimNewline },
          null,
        )
      const reason = read.why === 'denied' || read.why === 'key_denied' ? 'secret_denied' : 'secret_unavailable'
      return { kind: 'failure', reason, code: read.why }
    },
  }
  const probed = await breaker.ask(check, {}, (attemptDeadlineMs) =>
    probe(check, { ...dependencies, attemptDeadlineMs }),
  )
  if (signal.aborted && probed.verdict.standing === 'unknown') return null
  // What is alive needs no broken credential beside it: the catalogue knows that these questions are refused to others.
  if (probed.verdict.standing === 'valid') return probed.verdict
  return withoutScopes(check, (await controlOnce(check, probed, dependencies)).probed)
}

/** Writes every text of a JSON value at the top, under its place: a check names no deeper ones. */
function withoutDepth(value: string | Uint8Array): string | Uint8Array {
  const content = contentOf(value)
  return content.kind === 'fields' ? JSON.stringify(Object.fromEntries(content.fields)) : value
}

/** A scan compares scopes where an answer names them. An answer that names none is judged as if nobody had asked for them. */
function withoutScopes(check: Check, { verdict, readings }: Probed): Verdict {
  const last = readings.at(-1)
  const isUnnamed = last?.kind === 'answered' && last.meaning === 'alive' && last.scopes === null
  if (verdict.reason !== 'unrecognized' || !isUnnamed) return verdict
  return assess({ ...check, expect: { ...check.expect, scopes: { require: [], forbid: [] } } }, readings, verdict.at)
}

/** Lets a check reach the hosts of its own question and no other. */
function only(addresses: readonly URL[], network: Network): Network {
  const hosts = new Set(addresses.map(({ host }) => host))
  return {
    close: network.close,
    exchange: async (request, signal) =>
      hosts.has(request.url.host)
        ? network.exchange(request, signal)
        : {
            kind: 'failure',
            reason: 'host_not_allowed',
            code: 'host_of_no_question',
            phase: 'prepare',
            timings: nothing,
          },
  }
}

/** A session that is over in the middle: what was answered before is kept. */
const sessionEnded: ReadValue = { kind: 'unread', why: 'unreadable', denials: [] }

const nothing = { dnsMs: null, connectMs: null, tlsMs: null, firstByteMs: null, bodyMs: null, totalMs: 0 } as const
