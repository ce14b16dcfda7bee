import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { isLongRun } from '../support/long-run.ts'
import { type Kind, kinds } from '../support/rotation-kinds.ts'
import { callsOfRotation, type KilledRow, type RotationClock } from './killed-rows.ts'
import { clockOf, exchangeOf, type PlannedKill } from './killed-sample.ts'
import { killedRows } from './killed-table.ts'
import { type KilledWorld, startKilledWorld } from './killed-world.ts'

/** Kinds whose old credential dies with the exchange, so that an answer that was lost is lost. By our own clock, a short grace is over. */
const spends: Readonly<Record<RotationClock, readonly Kind[]>> = {
  'Secrets Manager': [kinds.rotateDead, kinds.refreshRotating, kinds.refreshIntrospected],
  'own clock': [
    kinds.rotateDead,
    kinds.refreshRotating,
    kinds.refreshIntrospected,
    kinds.refreshGrace,
    kinds.rotateGrace,
  ],
}

/** Returns true for a kill after which nobody has the new credential, and nobody can get it. */
function isLost({ kind, clock }: PlannedKill, { killed }: KilledRow): boolean {
  return spends[clock].includes(kind) && [`after ${exchangeOf(kind)}`, 'before PutSecretValue'].includes(killed)
}

/** Returns true if the old credential dies before the new one can be current: at once, or before the next look of our own clock. */
const hasGap = ({ kind: { title }, clock }: PlannedKill): boolean =>
  title.startsWith('B') || (title.startsWith('C') && clock === 'own clock')

/** Returns what a row breaks: nothing, if the rules of docs/rotation.md hold. */
export function brokenRules(planned: PlannedKill, row: KilledRow): readonly string[] {
  const lost = isLost(planned, row)
  const open = row.messages.filter((message) => message.startsWith('open')).length
  const resolved = row.messages.filter((message) => message.startsWith('resolve')).length
  const rules = {
    'a version works': row.works || lost,
    'it is settled, or somebody was paged': lost ? open > resolved : row.isSettled && open === resolved,
    'at most one exchange for each claim': row.exchanges <= row.claims,
    'the current version worked at each call': row.outages === 0 || lost || hasGap(planned),
    'no value left Secrets Manager and the escrow': row.leaks === 0,
    'no key is left whose value nobody has': row.orphans === 0,
  }
  return Object.entries(rules).flatMap(([rule, holds]) => (holds ? [] : [rule]))
}

/** Tells a row in one sentence. */
export const storyOf = (planned: PlannedKill, { kind, killed, found, done, end }: KilledRow) =>
  `${kind}, ${clockOf(planned)}, killed ${killed}: found ${found}, did ${done}, ended ${end}`

/** Calls of one test: its kills end within the limit of a test on a machine that is thirty times as busy as an idle one. */
const callsPerTest = 6

/** Limits of a test, as the runner sets it, and of the suite. A test inherits the limit of its suite. */
const [limited, suiteTimeoutMs] = [{ timeout: 120_000 }, 4 * 60 * 60_000]

/** Tests of one class. The longest rotation has fewer calls than they hold together. */
const testsPerKind = 14

/** Kills a rotation of every class before and after each of its calls: in `npm run test:long`, some six hundred kills for a clock. */
export function survivesEveryKill(clock: RotationClock, retryMs: number): void {
  if (!isLongRun) return
  describe(`a rotation that is killed before or after each of its calls, ${clockOf({ clock, retryMs })}`, {
    timeout: suiteTimeoutMs,
  }, () => {
    let world: KilledWorld
    before(async () => {
      world = await startKilledWorld()
    })
    after(() => world.close())

    for (const kind of Object.values(kinds))
      describe(kind.title, () => {
        let calls: readonly string[] = []
        it('has as many calls as the kills below', limited, async () => {
          calls = await callsOfRotation(world, kind, clock)
          assert.ok(calls.length > 30 && calls.length <= callsPerTest * testsPerKind, String(calls.length))
        })
        for (let part = 0; part < testsPerKind; part += 1)
          it(`survives a kill at its calls from ${part * callsPerTest}`, limited, async () => {
            const numbers = calls.map((_, call) => call).slice(part * callsPerTest, (part + 1) * callsPerTest)
            const plan = numbers.flatMap((call) =>
              (['before', 'after'] as const).map((side) => ({ kind, clock, retryMs, point: { call, side } })),
            )
            for await (const { planned, row } of killedRows(world, plan))
              assert.deepEqual(brokenRules(planned, row), [], storyOf(planned, row))
          })
      })
  })
}
