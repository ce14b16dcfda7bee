import assert from 'node:assert/strict'
import { it } from 'node:test'
import type { CheckKey } from '../../../functions/core/model/check.ts'
import { activeConditionsOf } from '../../../functions/core/state/active-conditions.ts'
import { deliverPending, deliverWaiting } from '../../../functions/core/tick/pending-messages.ts'
import { aRecord } from '../../support/batch-record.ts'
import { aCheck, aDeployment } from '../../support/check.ts'
import { nowMs } from '../../support/reading.ts'
import { manyChecks, simulate } from '../../support/simulation.ts'
import { openAudience, openStores } from '../../support/stores.ts'
import { anIncident, aState, pendingMessage } from '../../support/verdict.ts'

it('a notice that waits before a page is sent once, by the tick that delivers both', async () => {
  const notice = pendingMessage('open', { to: 'notice', incident: anIncident({ reason: 'over_scoped' }) })
  const page = pendingMessage('escalate', { at: nowMs + 1_000 })
  const later = pendingMessage('flapping', { to: 'notice', at: nowMs + 2_000 })
  const state = aState({ pending: [notice, page, later] })
  const [stores, audience, deployment] = [openStores([state]), openAudience(), aDeployment([aCheck()])]
  const record = aRecord(0, { pending: [state.check], notices: [state.check] })
  const active = activeConditionsOf([], deployment)
  await deliverPending([record], active, { ...audience, ...stores, deployment, now: () => nowMs })
  assert.deepEqual(
    audience.messages.map(({ to, subject }) => `${to} ${subject}`),
    [
      'notice ALARM: production/ci-bot over_scoped',
      'page ALARM: production/ci-bot revoked',
      'notice ALARM: production/ci-bot is flapping',
    ],
  )
  assert.deepEqual(stores.stateOf(state.check)?.pending, [])
})

it('a notice is sent although six deployments come within minutes of each other', async () => {
  const world = simulate(manyChecks(2))
  world.answer((check) => (check === 'check-0' ? 418 : 200))
  for (let tick = 0; tick < 3; tick += 1) await world.tick(5)
  assert.deepEqual(world.messages, [])
  for (let deployment = 0; deployment < 6; deployment += 1) {
    world.redeploy(manyChecks(2), `config-${deployment}`)
    await world.tick(2)
  }
  assert.deepEqual(
    world.messages.map(({ subject }) => subject),
    ['ALARM: production/check-0 unrecognized'],
  )
})

it('messages that nobody accepts never keep the others waiting', async () => {
  const keys = Array.from({ length: 2_001 }, (_, index): CheckKey => `production/check-${10_000 + index}`)
  const stores = openStores(keys.map((check) => aState({ check, pending: [pendingMessage('open')] })))
  const checks = keys.map((key) => aCheck({ key, id: key.slice('production/'.length) }))
  const [audience, deployment] = [openAudience(), aDeployment(checks)]
  const last = keys.at(-1) ?? assert.fail('no check')
  for (const minutes of [5, 6])
    await deliverWaiting({ cadence: '5m', checks: new Set() }, activeConditionsOf([], deployment), {
      ...audience,
      ...stores,
      deployment,
      putEvents: async () => new Set(),
      publish: async (message) => {
        if (!message.json.includes(last)) throw new Error('not accepted')
        await audience.publish(message)
      },
      now: () => nowMs + minutes * 60_000,
    })
  assert.deepEqual(
    audience.messages.map(({ subject }) => subject),
    [`ALARM: ${last} revoked`],
  )
})
