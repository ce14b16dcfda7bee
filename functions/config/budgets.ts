import { loadOf, type Purse, type PurseKind, pursesOf } from '../core/calls/purses.ts'
import { spellRate, steadyShare } from '../core/calls/rate.ts'
import type { Check } from '../core/check.ts'
import { spellDuration } from '../core/duration.ts'
import { profileOf } from '../providers/catalogue.ts'
import type { Problem } from './problems.ts'
import { shown } from './secrecy.ts'

/** Budgets that the pings of a config alone would overspend, told with the sum. */
export function budgetProblems(checks: readonly Check[]): readonly Problem[] {
  return pursesOf(checks, profileOf).flatMap((purse) => {
    const { pings, besides } = loadOf(purse)
    const needed = pings + besides
    const allowed = purse.rate.calls * steadyShare
    if (needed <= allowed) return []
    const [first, ...others] = purse.draws
    const check = others.length === 0 && first !== undefined ? first.check : null
    return [{ check, field: check === null ? 'checks' : 'budget', message: sumOf(purse) }]
  })
}

function sumOf(purse: Purse): string {
  const { kind, name, rate, draws } = purse
  const { pings, besides } = loadOf(purse)
  const span = spans.get(rate.perSeconds) ?? `in ${spellDuration(rate.perSeconds)}`
  const who = draws.length === 1 ? '1 check calls' : `${draws.length} checks call`
  const whom = { host: shown(name) ?? 'one host', credential: `with the secret ${shown(name) ?? 'of one name'}` }[kind]
  const extra = besides < 0.5 ? '' : `, and ${Math.round(besides)} for controls and reviews`
  const room = Math.floor(rate.calls * steadyShare)
  return `${who} ${whom} ${Math.ceil(pings)} times ${span}${extra}; the budget has room for ${room} (${spellRate(rate)}, a fifth of it kept for second looks). ${wayOut(purse)}`
}

const spans = new Map([
  [60, 'a minute'],
  [3_600, 'an hour'],
])

/** Either fewer calls, or leave for more from whoever knows what the provider allows. */
function wayOut(purse: Purse): string {
  const { kind, rate, draws } = purse
  const { pings, besides } = loadOf(purse)
  const shortest = Math.min(...draws.filter(({ calls }) => calls > 0).map(({ everySeconds }) => everySeconds))
  const factor = pings / Math.max(1, rate.calls * steadyShare - besides)
  const slower = spellDuration(Math.ceil((shortest * factor) / 60) * 60)
  const larger = spellRate({ ...rate, calls: Math.ceil((pings + besides) / steadyShare) })
  return `Ask less often, such as every: '${slower}', or, where the provider allows it, say budget: { ${kind satisfies PurseKind}: '${larger}' }`
}
