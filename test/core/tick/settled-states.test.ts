import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { openStatelessPager } from '../../../functions/core/alerting/incidents/stateless-paging.ts'
import type { CheckKey } from '../../../functions/core/model/check.ts'
import type { CheckState, StateStore } from '../../../functions/core/state/state.ts'
import { type BatchDependencies, runBatch } from '../../../functions/core/tick/batch.ts'
import { loadState } from '../../../functions/core/tick/load-state.ts'
import { aMessage } from '../../support/batch-record.ts'
import { aCheck, aDeployment } from '../../support/check.ts'
import { good, probing, refusing } from '../../support/probing-api.ts'
import { nowMs } from '../../support/reading.ts'
import { openAudience, openStores } from '../../support/stores.ts'
import { anIncident, aState } from '../../support/verdict.ts'

const startMs = Date.now()

/** A table whose reads at half the price return each state as it was before its last write. */
function lagging(states: StateStore): StateStore {
  const before = new Map<CheckKey, CheckState>()
  return {
    ...states,
    async read(checks, mode) {
      const now = await states.read(checks)
      return mode === undefined ? now : new Map(checks.flatMap((key) => old(key)))
    },
    async write(state) {
      const [was] = (await states.read([state.check])).values()
      const written = await states.write(state)
      if (written && was !== undefined) before.set(state.check, was)
      return written
    },
  }
  function old(key: CheckKey): readonly (readonly [CheckKey, CheckState])[] {
    const state = before.get(key)
    return state === undefined ? [] : [[key, state]]
  }
}

/** Judges a token over a life, and returns the subjects of its messages and the reasons that were stored. */
async function livedThrough(isLagging: boolean): Promise<readonly unknown[]> {
  const seen: unknown[] = []
  await probing(good, async ({ check, prober, server }) => {
    const [stores, audience] = [openStores(), openAudience()]
    const dependencies: BatchDependencies = {
      ...prober.dependencies,
      ...audience,
      ...stores,
      states: isLagging ? lagging(stores.states) : stores.states,
      deployment: aDeployment([check]),
      statelessPager: openStatelessPager(async () => undefined),
      remainingMs: () => 300_000,
    }
    for (const [turn, script] of [good, good, refusing, refusing, good, good, good, refusing, good, good].entries()) {
      server.become(script)
      const tick = startMs + turn * 300_000
      await runBatch(aMessage([check.key], { tick }), { ...dependencies, now: () => tick })
      seen.push(stores.stateOf(check.key)?.reason)
    }
    seen.push(...audience.messages.map(({ subject }) => subject))
  })
  return seen
}

describe('a state as it was moments ago', () => {
  it('leads to the same states and messages as the newest', async () => {
    const newest = await livedThrough(false)
    assert.ok(newest.some((one) => String(one).startsWith('ALARM')))
    assert.deepEqual(await livedThrough(true), newest)
  })

  const pending = { incident: anIncident() }
  const others: readonly (readonly [what: string, state: CheckState | null])[] = [
    ['is absent', null],
    ['is not valid', aState({ standing: 'invalid', reason: 'revoked' })],
    ['has an incident', aState(pending)],
    ['recovers', aState({ recovering: 1 })],
    ['is in shadow', aState({ shadow: true })],
    ['is of a later version', aState({ schema: 99 })],
  ]
  const reads = async (state: CheckState | null) => {
    const check = aCheck()
    const stores = openStores(state === null ? [] : [state])
    const asked: unknown[] = []
    const states: StateStore = {
      ...stores.states,
      read(checks, mode) {
        asked.push([mode ?? 'newest', ...checks])
        return stores.states.read(checks)
      },
    }
    const dependencies = { ...stores, states, deployment: aDeployment([check]), log: () => undefined, now: () => nowMs }
    const statelessPager = openStatelessPager(async () => undefined)
    await loadState([check], { message: aMessage([check.key]), last: null }, { ...dependencies, statelessPager })
    return asked
  }

  it('is enough where nothing is open', async () =>
    assert.deepEqual(await reads(aState()), [['settled', 'production/ci-bot']]))

  for (const [what, state] of others)
    it(`is read anew if it ${what}`, async () =>
      assert.deepEqual(await reads(state), [
        ['settled', 'production/ci-bot'],
        ['newest', 'production/ci-bot'],
      ]))
})
