import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { pay } from '../../functions/core/pay.ts'
import type { CheckKey } from '../../functions/core/check.ts'
import type { Incident, Owed } from '../../functions/core/state.ts'
import { aCheck } from '../support/check.ts'
import { nowMs } from '../support/reading.ts'
import { openAudience, openStores } from '../support/stores.ts'
import { aState } from '../support/verdict.ts'

const incident: Incident = { openedAt: nowMs, reason: 'revoked', detail: 'token-revoked (HTTP 403)' }
const opened: Owed = { kind: 'open', incident, at: nowMs }
const resolved: Owed = { kind: 'resolve', incident, at: nowMs + 60_000 }
const owing = aState({ owed: [opened, resolved] })

describe('what is owed to people', () => {
  it('is told in order, and forgotten once it has been accepted', async () => {
    const [stores, audience] = [openStores([owing]), openAudience()]
    assert.deepEqual(await pay(owing, aCheck(), { ...audience, ...stores }), { sent: 2, owed: 0 })
    assert.deepEqual(
      audience.messages.map(({ subject }) => subject),
      ['ALARM: production/ci-bot revoked', 'OK: production/ci-bot is good again'],
    )
    assert.deepEqual(stores.stateOf(owing.check)?.owed, [])
  })

  it('says that it is an experiment while one is announced for the check, and not a moment longer', async () => {
    const said = async (until: number, checks: readonly CheckKey[] = [owing.check]) => {
      const [stores, audience] = [openStores([owing], { runId: 'run-1', checks, until }), openAudience()]
      await pay(owing, aCheck(), { ...audience, ...stores, now: () => nowMs })
      const [message] = audience.messages
      return [message?.subject, message?.text.split('\n')[0]?.slice(0, 25), JSON.parse(message?.json ?? '').Tokenwatch.experiment]
    }
    const marked = ['ALARM: EXPERIMENT production/ci-bot revoked', 'EXPERIMENT The credential', 'run-1']
    const plain = ['ALARM: production/ci-bot revoked', 'The credential production', undefined]
    assert.deepEqual(await said(nowMs + 1), marked)
    assert.deepEqual(await said(nowMs), plain)
    assert.deepEqual(await said(nowMs + 1, ['production/another']), plain)
  })

  it('stays owed while nobody hears it, and an end is never told before its beginning', async () => {
    const [stores, audience] = [openStores([owing]), openAudience()]
    audience.deaf = true
    assert.deepEqual(await pay(owing, aCheck(), { ...audience, ...stores }), {
      sent: 0,
      owed: 2,
    })
    assert.deepEqual(
      [stores.written, audience.events.map((event) => 'accepted' in event && event.accepted)],
      [[], [false]],
    )
  })

  it('is cleared as far as it was accepted', async () => {
    const [stores, audience] = [openStores([owing]), openAudience()]
    let count = 0
    const publish = async () => {
      count += 1
      if (count === 2) throw new Error('nobody hears')
    }
    assert.deepEqual(await pay(owing, aCheck(), { ...audience, ...stores, publish }), { sent: 1, owed: 1 })
    assert.deepEqual(stores.stateOf(owing.check)?.owed, [resolved])
  })

  it('is told again when the crash comes between telling and forgetting', async () => {
    const [stores, audience] = [openStores([owing]), openAudience()]
    const crashing = { ...stores.states, write: () => Promise.reject(new Error('crashed')) }
    await assert.rejects(pay(owing, aCheck(), { ...audience, states: crashing }), /crashed/)
    await pay(stores.stateOf(owing.check) ?? assert.fail('no state'), aCheck(), { ...audience, ...stores })
    assert.equal(audience.messages.length, 4)
    assert.deepEqual(stores.stateOf(owing.check)?.owed, [])
  })

  it('is logged with what became of it', async () => {
    const [stores, audience] = [openStores([owing]), openAudience()]
    await pay(owing, aCheck(), { ...audience, ...stores })
    const page = { event: 'page', check: 'production/ci-bot', reason: 'revoked', accepted: true }
    assert.deepEqual(audience.events, [
      { ...page, kind: 'open' },
      { ...page, kind: 'resolve' },
    ])
  })
})
