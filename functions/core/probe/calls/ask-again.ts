import { watchSeconds } from '../../model/cadences.ts'
import type { CheckKey } from '../../model/check.ts'
import type { Deployment } from '../../model/deployment.ts'
import { steadyShare } from '../../model/rate.ts'
import { budgetsIn } from './budgets.ts'

/** Rounds of the watchdog that a check may wait for its turn, at most. A budget that needs more leaves it to its own cadence. */
const mostRounds = 8

/** Questions of one look: a refusal is confirmed. */
const questions = 2

/**
 * Returns true if a check may be asked again in this round of the watchdog. Where its budgets do not allow every round, it is asked in
 * every second, third and so on.
 */
export function isWithinBudget(deployment: Deployment, check: CheckKey, round: number): boolean {
  const drawn = budgetsIn(deployment).drawn.get(check) ?? []
  const fits = (rounds: number) =>
    drawn.every(({ quota: { rate }, calls }) => {
      const looks = Math.max(1, rate.perSeconds / (rounds * watchSeconds))
      return looks * questions * calls <= Math.max(rate.calls * steadyShare, questions * calls)
    })
  const rounds = Array.from({ length: mostRounds }, (_, index) => index + 1).find(fits)
  return rounds !== undefined && round % rounds === 0
}
