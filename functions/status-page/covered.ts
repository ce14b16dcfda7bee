import type { GateJudgement } from '../core/gate/judgement.ts'
import type { Covered } from '../core/model/maintenance.ts'
import { isCovered } from '../core/state/active-conditions.ts'

/** `provider github` */
export function sayCovered(covers: Covered): string {
  return Object.entries(covers)
    .map((entry) => entry.join(' '))
    .join(', ')
}

/** Returns true if a silence would cover the check. */
export const covered = (judgement: GateJudgement, covers: Covered): boolean =>
  isCovered({ ...judgement, key: judgement.check }, covers)
