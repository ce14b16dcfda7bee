import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { deliver } from '../../../functions/core/alerting/deliver.ts'
import type { CheckKey } from '../../../functions/core/model/check.ts'
import { aCheck } from '../../support/check.ts'
import { nowMs } from '../../support/reading.ts'
import { openAudience, openStores } from '../../support/stores.ts'
import { aState, pendingMessage } from '../../support/verdict.ts'

const opened = pendingMessage('open')
const resolved = pendingMessage('resolve', { at: nowMs + 60_000 })
/** Half a minute after the later verdict. */
const nowLate = nowMs + 90_000
const pendingState = aState({ pending: [opened, resolved] })

describe('pending pages', () => {
  it('are sent in order, and removed once they are accepted', async () => {
    const [stores, audience] = [openStores([pendingState]), openAudience()]
    assert.deepEqual(await deliver(pendingState, aCheck(), { ...audience, now: () => nowLate, ...stores }), {
      sent: 2,
      pending: 0,
      waitsMs: [90_000, 30_000],
    })
    assert.deepEqual(
      audience.messages.map(({ subject }) => subject),
      ['ALARM: production/ci-bot revoked', 'OK: production/ci-bot is good again'],
    )
    assert.deepEqual(stores.stateOf(pendingState.check)?.pending, [])
  })

  it('let a notice before them go first, so that its late end closes no page', async () => {
    const end = pendingMessage('resolve', { to: 'notice' })
    const later = pendingMessage('open', { to: 'notice', at: nowMs + 70_000 })
    const state = aState({ pending: [end, opened, later] })
    const [stores, audience] = [openStores([state]), openAudience()]
    assert.equal((await deliver(state, aCheck(), { ...audience, ...stores, now: () => nowLate })).sent, 1)
    assert.deepEqual(
      audience.messages.map(({ to, subject }) => `${to} ${subject}`),
      ['notice OK: production/ci-bot is good again', 'page ALARM: production/ci-bot revoked'],
    )
    assert.deepEqual(stores.stateOf(state.check)?.pending, [later])
  })

  it('say EXPERIMENT while one is announced for the check, and no longer', async () => {
    const said = async (until: number, checks: readonly CheckKey[] = [pendingState.check]) => {
      const [stores, audience] = [openStores([pendingState], { runId: 'run-1', checks, until }), openAudience()]
      await deliver(pendingState, aCheck(), { ...audience, ...stores, now: () => nowLate })
      const [message] = audience.messages
      return [message?.subject, JSON.parse(message?.json ?? '').Tokenwatch.experiment]
    }
    const marked = ['ALARM: EXPERIMENT: production/ci-bot revoked', 'run-1']
    const plain = ['ALARM: production/ci-bot revoked', undefined]
    assert.deepEqual(await said(nowLate + 1), marked)
    assert.deepEqual(await said(nowLate), plain)
    assert.deepEqual(await said(nowLate + 1, ['production/another']), plain)
  })

  it('stay pending while SNS accepts none, and a resolve message is never sent before its opening', async () => {
    const [stores, audience] = [openStores([pendingState]), openAudience()]
    audience.deaf = true
    assert.deepEqual(await deliver(pendingState, aCheck(), { ...audience, now: () => nowLate, ...stores }), {
      sent: 0,
      pending: 2,
      waitsMs: [],
    })
    assert.deepEqual(
      [stores.written, audience.events.map((event) => 'accepted' in event && event.accepted)],
      [[], [false]],
    )
  })

  it('are removed only up to the last one that was accepted', async () => {
    const [stores, audience] = [openStores([pendingState]), openAudience()]
    let count = 0
    const publish = async () => {
      count += 1
      if (count === 2) throw new Error('not accepted')
    }
    assert.deepEqual(await deliver(pendingState, aCheck(), { ...audience, now: () => nowLate, ...stores, publish }), {
      sent: 1,
      pending: 1,
      waitsMs: [90_000],
    })
    assert.deepEqual(stores.stateOf(pendingState.check)?.pending, [resolved])
  })

  it('are sent again if they could not be removed', async () => {
    const [stores, audience] = [openStores([pendingState]), openAudience()]
    const crashing = { ...stores.states, write: () => Promise.reject(new Error('crashed')) }
    assert.deepEqual(await deliver(pendingState, aCheck(), { ...audience, now: () => nowLate, states: crashing }), {
      sent: 2,
      pending: 2,
      waitsMs: [90_000, 30_000],
    })
    await deliver(stores.stateOf(pendingState.check) ?? assert.fail('no state'), aCheck(), {
      ...audience,
      now: () => nowLate,
      ...stores,
    })
    assert.equal(audience.messages.length, 4)
    assert.deepEqual(stores.stateOf(pendingState.check)?.pending, [])
  })

  it('are removed although another write to the state came between', async () => {
    const [stores, audience] = [openStores([pendingState]), openAudience()]
    const publish = async () => {
      const present = stores.stateOf(pendingState.check) ?? pendingState
      await stores.states.write({ ...present, revision: present.revision + 1, lastGood: 7 })
    }
    assert.deepEqual(await deliver(pendingState, aCheck(), { ...audience, now: () => nowLate, ...stores, publish }), {
      sent: 2,
      pending: 0,
      waitsMs: [90_000, 30_000],
    })
    assert.deepEqual(
      [stores.stateOf(pendingState.check)?.pending, stores.stateOf(pendingState.check)?.lastGood],
      [[], 7],
    )
  })

  it('stay pending if their check cannot be written, without an error for other checks', async () => {
    const unspeakable = aState({ pending: [pendingMessage('open', { at: Number.NaN })] })
    const [stores, audience] = [openStores([unspeakable]), openAudience()]
    const delivered = await deliver(unspeakable, aCheck(), { ...audience, now: () => nowLate, ...stores })
    assert.deepEqual([delivered.sent, delivered.pending, audience.messages], [0, 1, []])
  })

  it('do not include notices, which the tick sends', async () => {
    const noticed = aState({ pending: [pendingMessage('open', { to: 'notice' })] })
    const [stores, audience] = [openStores([noticed]), openAudience()]
    assert.deepEqual(await deliver(noticed, aCheck(), { ...audience, now: () => nowLate, ...stores }), {
      sent: 0,
      pending: 0,
      waitsMs: [],
    })
    assert.deepEqual([audience.messages, stores.written], [[], []])
  })

  it('are logged with their result', async () => {
    const [stores, audience] = [openStores([pendingState]), openAudience()]
    await deliver(pendingState, aCheck(), { ...audience, now: () => nowLate, ...stores })
    const page = { event: 'page', check: 'production/ci-bot', to: 'page', reason: 'revoked', accepted: true }
    assert.deepEqual(audience.events, [
      { ...page, kind: 'open' },
      { ...page, kind: 'resolve' },
    ])
  })
})
