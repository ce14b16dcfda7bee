import type { Check, CheckKey } from '../../model/check.ts'
import type { Consumer } from '../../model/consumer.ts'
import type { Profile } from '../../model/profile.ts'
import { ownBudget, type QuotaKind, type Rate, stricter } from '../../model/rate.ts'
import { storedNameOf } from '../../model/secret-name.ts'
import { hourlyControlOf } from '../control-turn.ts'
import { callsOf } from './calls-of.ts'

/** The use of a quota by one check: the calls of a ping, its interval, and the calls an hour besides pings. */
type Draw = {
  readonly check: CheckKey
  readonly calls: number
  readonly everySeconds: number
  readonly besidesHourly: number
}

/** The quota of a credential or a host, with every check that shares it. */
export type Quota = {
  readonly kind: QuotaKind
  /** Name of the host or of the secret. */
  readonly name: string
  readonly rate: Rate
  readonly draws: readonly Draw[]
}

/**
 * Returns the quotas of a deployment. A rate that a check states replaces the one of the catalogue. If several rates apply to one quota,
 * the strictest counts.
 */
export function quotasOf(checks: readonly Check[], profileOf: (name: string) => Profile): readonly Quota[] {
  const shares = checks.flatMap((check) => sharesOf(check, profileOf(check.profile)))
  const groups = Map.groupBy(shares, ({ kind, name }) => `${kind} ${name}`)
  return [...groups.values()].flatMap(([first, ...others]) => {
    if (first === undefined) return []
    const all = [first, ...others]
    const stated = all.flatMap((share) => share.stated ?? [])
    const known = stated.length > 0 ? stated : all.map((share) => share.known)
    return { kind: first.kind, name: first.name, rate: known.reduce(stricter), draws: all.map(({ draw }) => draw) }
  })
}

type Share = Pick<Quota, 'kind' | 'name'> & {
  readonly stated: Rate | null
  readonly known: Rate
  readonly draw: Draw
}

function sharesOf(check: Check, profile: Profile): readonly Share[] {
  const { question, needs, secret, budget, everySeconds, key } = check
  const calls = callsOf(question, needs)
  const hourly = roundsBesides(check, profile)
  const share = (kind: QuotaKind, name: string, calls: number): Share => {
    const draw = { check: key, calls, everySeconds, besidesHourly: calls * hourly }
    return { kind, name, stated: budget[kind], known: profile.budget[kind], draw }
  }
  const asked = [...Map.groupBy(calls, (host) => host)].map(([host, { length }]) => share('host', host, length))
  const looked = check.consumers.flatMap((one) => looksAt(one, check))
  const credential =
    secret === null || calls.length === 0 ? [] : [share('credential', storedNameOf(secret.source), calls.length)]
  return [...asked, ...looked, ...credential]
}

/** Requests of one look at a cluster whose pods fit on one page: the Secret before and after them. */
const clusterRequests = 3

/** Returns the share of a consumer, at its own host: one look an hour. */
function looksAt(consumer: Consumer, { key, everySeconds }: Check): readonly Share[] {
  if (consumer.kind !== 'health' && consumer.kind !== 'kubernetes') return []
  const [url, besidesHourly] = consumer.kind === 'health' ? [consumer.url, 1] : [consumer.api, clusterRequests]
  const draw = { check: key, calls: 0, everySeconds, besidesHourly }
  return [{ kind: 'host', name: new URL(url).host, stated: null, known: ownBudget.host, draw }]
}

/** Returns the questions an hour besides pings: with a control, and with the previous version. */
function roundsBesides(check: Check, profile: Profile): number {
  const controls = hourlyControlOf(check, profile) !== null ? Math.min(1, 3_600 / check.everySeconds) : 0
  return controls + (check.overlapSeconds === null ? 0 : 1)
}

/** Returns the expected calls in the span of a rate, while all tokens are valid: of pings, and of everything besides. */
export function loadOf({ rate, draws }: Quota): { readonly pings: number; readonly besides: number } {
  const sum = (of: (draw: Draw) => number) => draws.reduce((total, draw) => total + of(draw), 0)
  return {
    pings: sum(({ calls, everySeconds }) => (calls * rate.perSeconds) / everySeconds),
    besides: sum(({ besidesHourly }) => (besidesHourly * rate.perSeconds) / 3_600),
  }
}
