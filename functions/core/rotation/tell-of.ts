import { debtOf, payDebt } from './debt.ts'
import type { RotationRecord } from './record.ts'
import type { Situation } from './situation.ts'
import { advance, type RotateDependencies, type Turn } from './turn.ts'

/** Tells people of a situation, once for as long as it lasts, and leaves the rotation where it is. */
export async function tellOf(
  situation: Situation,
  turn: Turn,
  record: RotationRecord,
  dependencies: RotateDependencies,
): Promise<void> {
  const debt = debtOf(record, situation, '', dependencies.now())
  const owing =
    debt === record.debt
      ? record
      : await advance(turn, record, { phase: record.phase, outcome: situation }, dependencies, { debt })
  await payDebt(owing, turn.check, dependencies)
}
