import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { openStatelessPager } from '../../../functions/core/alerting/incidents/stateless-paging.ts'
import { dayMs, type HistoryMonth, monthOf, wholeHistory } from '../../../functions/core/state/history-month.ts'
import { uptimeOf } from '../../../functions/core/state/uptime.ts'
import { type BatchDependencies, runBatch } from '../../../functions/core/tick/batch.ts'
import { againFrom } from '../../../functions/core/tick/unsettled.ts'
import { aMessage } from '../../support/batch-record.ts'
import { aDeployment } from '../../support/check.ts'
import type { Script } from '../../support/hostile-server.ts'
import { good, probing, refusing } from '../../support/probing-api.ts'
import { openAudience, openStores, type Stores } from '../../support/stores.ts'

const hourMs = 3_600_000
const intervalMs = 6 * hourMs

/** One check that is judged every six hours, over a real API. */
type Watched = {
  readonly stores: Stores
  readonly startMs: number
  /** Runs the batch of a due time, in a container that remembers nothing. */
  run(tick: number, overrides?: Partial<BatchDependencies>, batch?: number): Promise<void>
  months(from: number, to: number): Promise<readonly HistoryMonth[]>
  validMs(nowMs: number): Promise<number>
  readonly key: `${string}/${string}`
}

const watching = (script: Script, test: (watched: Watched) => Promise<void>) =>
  probing(script, async ({ check: given, prober }) => {
    const check = { ...given, everySeconds: intervalMs / 1_000 }
    const [stores, audience] = [openStores(), openAudience()]
    const startMs = (Math.floor(Date.now() / dayMs) - 5) * dayMs + hourMs
    const dependencies: Omit<BatchDependencies, 'statelessPager'> = {
      ...prober.dependencies,
      ...audience,
      ...stores,
      deployment: aDeployment([check]),
      remainingMs: () => 300_000,
    }
    const months: Watched['months'] = (from, to) =>
      stores.history.readMonths([check.key], [...new Set([monthOf(from), monthOf(to)])])
    await test({
      key: check.key,
      stores,
      startMs,
      months,
      async run(tick, overrides = {}, batch = 0) {
        const statelessPager = openStatelessPager(async () => undefined)
        const message = aMessage([check.key], { tick, batch, cadence: '6h' })
        await runBatch(message, { ...dependencies, statelessPager, now: () => tick, ...overrides })
      },
      async validMs(nowMs) {
        const state = stores.stateOf(check.key) ?? assert.fail('no state')
        return uptimeOf(wholeHistory(await months(startMs, nowMs), state, nowMs), 30, nowMs).validMs
      },
    })
  })

describe('the history of a check that is judged for days', () => {
  it('is moved to its month once a day, and every hour of it counts', () =>
    watching(good, async ({ run, stores, startMs, months, validMs }) => {
      const last = startMs + 3 * dayMs
      for (let tick = startMs; tick <= last; tick += intervalMs) await run(tick)
      assert.equal(await validMs(last), last - startMs)
      const found = await months(startMs, last)
      assert.ok(found.some(({ until }) => until > startMs + dayMs))
      assert.ok(stores.written.length <= 5, `${stores.written.length} writes of the state`)
    }))

  it('counts a batch once that comes again, late or out of order', () =>
    watching(good, async ({ run, startMs, validMs }) => {
      const ticks = Array.from({ length: 9 }, (_, index) => startMs + index * intervalMs)
      for (const tick of ticks) {
        await run(tick)
        await run(tick)
        await run(tick - intervalMs)
      }
      assert.equal(await validMs(ticks.at(-1) ?? 0), 8 * intervalMs)
    }))

  it('counts no time twice, and loses none, where a run dies between a month and the state', () =>
    watching(good, async ({ run, stores, startMs, validMs }) => {
      const last = startMs + 3 * dayMs
      let refused = 0
      const write = async (state: Parameters<typeof stores.states.write>[0]) => {
        if (state.history?.from === startMs || refused >= 3) return stores.states.write(state)
        refused += 1
        throw new Error('the process died')
      }
      for (let tick = startMs; tick <= last; tick += intervalMs)
        await run(tick, { states: { ...stores.states, write } })
      assert.equal(refused, 3)
      assert.equal(await validMs(last), last - startMs)
    }))

  it('loses nothing while the months cannot be written', () =>
    watching(good, async ({ run, stores, startMs, validMs }) => {
      const last = startMs + 3 * dayMs
      const history = { ...stores.history, writeMonth: () => Promise.reject(new Error('throttled')) }
      for (let tick = startMs; tick < last; tick += intervalMs) await run(tick, { history })
      assert.equal(await validMs(last - intervalMs), last - intervalMs - startMs)
      await run(last)
      assert.equal(await validMs(last), last - startMs)
    }))

  it('keeps a gap apart, when the monitor was down', () =>
    watching(good, async ({ run, startMs, validMs }) => {
      await run(startMs)
      await run(startMs + intervalMs)
      await run(startMs + 3 * dayMs)
      assert.equal(await validMs(startMs + 3 * dayMs), intervalMs)
    }))

  it('counts nothing across a tick in which the check was not run, or its verdict not kept', () =>
    watching(good, async ({ run, stores, startMs, validMs }) => {
      const ticks = Array.from({ length: 7 }, (_, index) => startMs + index * intervalMs)
      const lost = {
        ...stores.states,
        write: () => Promise.reject(new Error('throttled')),
        read: () => Promise.reject(new Error('throttled')),
      }
      for (const [index, tick] of ticks.entries())
        await run(tick, index === 2 ? { states: lost } : index === 4 ? { remainingMs: () => 0 } : {})
      assert.equal(await validMs(ticks.at(-1) ?? 0), 2 * intervalMs)
    }))

  it('goes on in another batch, when the config cuts them anew', () =>
    watching(good, async ({ run, stores, startMs, validMs }) => {
      // Without months, only the records of the batches say that the check was judged.
      const history = { ...stores.history, writeMonth: async () => false }
      for (let step = 0; step < 6; step += 1) await run(startMs + step * intervalMs, { history })
      for (let step = 6; step < 9; step += 1) await run(startMs + step * intervalMs, { history }, 1)
      assert.equal(await validMs(startMs + 8 * intervalMs), 8 * intervalMs)
    }))

  it('goes on in a round between two ticks, whose own record is days old', () =>
    watching(good, async ({ run, stores, startMs, validMs }) => {
      const history = { ...stores.history, writeMonth: async () => false }
      await run(startMs, { history })
      await run(startMs + hourMs, { history }, againFrom)
      for (let step = 1; step < 9; step += 1) await run(startMs + step * intervalMs, { history })
      const last = startMs + 8 * intervalMs + hourMs
      await run(last, { history }, againFrom)
      assert.equal(await validMs(last), last - startMs)
    }))

  it('begins with the first tick after an upgrade', () =>
    watching(good, async ({ run, stores, startMs, validMs, key }) => {
      await run(startMs)
      const { history: _, ...earlier } = stores.stateOf(key) ?? assert.fail('no state')
      await stores.states.write({ ...earlier, revision: earlier.revision + 1 })
      await run(startMs + intervalMs)
      await run(startMs + 2 * intervalMs)
      assert.equal(await validMs(startMs + 2 * intervalMs), intervalMs)
    }))

  it('holds the incident that has ended, with who acknowledged it', () => {
    let isDead = true
    return watching(
      () => (isDead ? refusing : good),
      async ({ run, stores, startMs, key }) => {
        await run(startMs)
        await run(startMs + intervalMs)
        const open = stores.stateOf(key) ?? assert.fail('no state')
        const { incident = null } = open
        const acknowledged = { by: 'sam', at: startMs + intervalMs + 1 }
        assert.ok(incident !== null)
        await stores.states.write({ ...open, revision: open.revision + 1, incident: { ...incident, acknowledged } })
        isDead = false
        for (let step = 2; step < 6; step += 1) await run(startMs + step * intervalMs)
        const months = wholeHistory(
          await stores.history.readMonths([key], [monthOf(startMs)]),
          stores.stateOf(key) ?? assert.fail(),
          startMs + 5 * intervalMs,
        )
        const [ended] = months.flatMap((month) => month.ended)
        assert.deepEqual([ended?.reason, ended?.endedBy, ended?.acknowledged], ['rejected', 'healthy', acknowledged])
      },
    )
  })
})
