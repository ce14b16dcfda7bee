import type { Check } from '../core/model/check.ts'
import { spellDuration } from '../core/model/duration.ts'
import { spellRate, steadyShare } from '../core/model/rate.ts'
import { loadOf, type Quota, quotasOf } from '../core/probe/calls/quotas.ts'
import { profileOf } from '../providers/providers.ts'
import type { Problem } from './problems.ts'
import { shown } from './secrecy.ts'

/** Finds budgets that the pings of a config alone would exceed, each with its sum. */
export function budgetProblems(checks: readonly Check[]): readonly Problem[] {
  return quotasOf(checks, profileOf).flatMap((quota) => {
    const { pings, besides } = loadOf(quota)
    const needed = pings + besides
    const allowed = quota.rate.calls * steadyShare
    if (needed <= allowed) return []
    const [first, ...others] = quota.draws
    const check = others.length === 0 && first !== undefined ? first.check : null
    return [{ check, field: check === null ? 'checks' : 'budget', message: sumOf(quota) }]
  })
}

function sumOf(quota: Quota): string {
  const { kind, name, rate, draws } = quota
  const { pings, besides } = loadOf(quota)
  const span = spans.get(rate.perSeconds) ?? `in ${spellDuration(rate.perSeconds)}`
  const who = draws.length === 1 ? '1 check calls' : `${draws.length} checks call`
  const whom = { host: shown(name) ?? 'one host', credential: `with the secret ${shown(name) ?? 'of one name'}` }[kind]
  const extra = besides < 0.5 ? '' : `, and ${Math.round(besides)} for controls and reviews`
  const room = Math.floor(rate.calls * steadyShare)
  return `${who} ${whom} ${Math.ceil(pings)} times ${span}${extra}; the budget has room for ${room} (${spellRate(rate)}, a fifth of it is kept for second looks). ${wayOut(quota)}`
}

const spans = new Map([
  [60, 'a minute'],
  [3_600, 'an hour'],
])

/** Words the two ways out: fewer calls, as far as a cadence allows, or a larger budget. */
function wayOut(quota: Quota): string {
  const { kind, rate, draws } = quota
  const { pings, besides } = loadOf(quota)
  const shortest = Math.min(...draws.flatMap(({ calls, everySeconds }) => (calls > 0 ? [everySeconds] : [])))
  const factor = pings / Math.max(1, rate.calls * steadyShare - besides)
  const slower = Math.ceil((shortest * factor) / 60) * 60
  const larger = spellRate({ ...rate, calls: Math.ceil((pings + besides) / steadyShare) })
  const more = `where the provider allows it, set budget: { ${kind}: '${larger}' }`
  return slower > longestCadenceSeconds
    ? `Ask with fewer checks, or, ${more}`
    : `Ask less often, such as every: '${spellDuration(slower)}', or, ${more}`
}

const longestCadenceSeconds = 86_400
