import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { reconcileOpening } from '../../../../functions/core/alerting/incidents/reconcile-opening.ts'
import { openStatelessPager } from '../../../../functions/core/alerting/incidents/stateless-paging.ts'
import { normalContext } from '../../../../functions/core/state/alert-context.ts'
import type { SentOpening } from '../../../../functions/core/state/sent-opening.ts'
import { saveState } from '../../../../functions/core/tick/save-state.ts'
import { aCheck, aDeployment } from '../../../support/check.ts'
import { fc } from '../../../support/property.ts'
import { nowMs } from '../../../support/reading.ts'
import { openAudience, openStores } from '../../../support/stores.ts'
import { aVerdict } from '../../../support/verdict.ts'

const hourMs = 3_600_000
const check = aCheck()

/** One event while the table is away: a batch or a message of the queue comes to a container, some time after the last. */
type Event = { readonly comes: 'batch' | 'opening'; readonly container: number; readonly afterMs: number }

const events: fc.Arbitrary<readonly Event[]> = fc.array(
  fc.record({
    comes: fc.constantFrom('batch' as const, 'opening' as const),
    container: fc.nat(4),
    afterMs: fc.integer({ min: 1_000, max: 600_000 }),
  }),
  { minLength: 5, maxLength: 60 },
)

const gone = async (): Promise<never> => {
  throw new Error('the table is away')
}

/** Plays events of five containers without a table, for a token that stays dead. Returns each page, and each time that a container knew. */
async function play(history: readonly Event[]) {
  const [stores, audience] = [openStores(), openAudience()]
  const queue: SentOpening[] = []
  const pagers = Array.from({ length: 5 }, () => openStatelessPager(async (opening) => void queue.push(opening)))
  const away = { ...stores, states: { ...stores.states, read: gone, write: gone } }
  const pages: { readonly container: number; readonly at: number }[] = []
  const knew: { readonly container: number; readonly paged: number; readonly from: number }[] = []
  let clockMs = nowMs
  for (const { comes, container, afterMs } of history) {
    clockMs += afterMs
    const statelessPager = pagers[container] ?? assert.fail('no container')
    const dependencies = { ...away, ...audience, statelessPager, deployment: aDeployment([check]), now: () => clockMs }
    if (comes === 'opening') {
      const opening = queue.shift()
      if (opening === undefined) continue
      await reconcileOpening(opening, dependencies)
      knew.push({ container, paged: opening.at, from: clockMs })
      continue
    }
    const verdict = aVerdict('revoked', { at: clockMs })
    const judged = { check, verdict, tick: clockMs, judgedBefore: null, questionHash: 'q', alertContext: normalContext }
    const { sent } = await saveState(judged, { previous: null, known: false }, dependencies)
    if (sent > 0) pages.push({ container, at: clockMs })
  }
  return { pages, knew }
}

describe('a dead token without a table, in five containers', () => {
  it('is paged at most once by each of them in an hour, and not by one that a message has reached', async () => {
    await fc.assert(
      fc.asyncProperty(events, async (history) => {
        const { pages, knew } = await play(history)
        for (const { at } of pages) {
          const within = pages.filter((page) => page.at >= at && page.at < at + hourMs)
          assert.equal(new Set(within.map(({ container }) => container)).size, within.length, 'twice by one container')
          assert.ok(within.length <= 5)
        }
        for (const page of pages)
          assert.ok(
            !knew.some(
              ({ container, paged, from }) =>
                container === page.container && from < page.at && page.at - paged < hourMs,
            ),
            'by one that knew',
          )
      }),
    )
  })

  it('is paged once in an hour if the message reaches each container before its batch', async () => {
    const rounds = Array.from({ length: 10 }, (_, container): readonly Event[] => [
      { comes: 'opening', container: container % 5, afterMs: 60_000 },
      { comes: 'batch', container: container % 5, afterMs: 240_000 },
    ])
    const { pages } = await play([{ comes: 'batch', container: 0, afterMs: 1_000 }, ...rounds.flat()])
    assert.equal(pages.length, 1)
  })
})
