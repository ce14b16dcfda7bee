import assert from 'node:assert/strict'
import { it } from 'node:test'
import { activeConditionsOf } from '../../../functions/core/state/active-conditions.ts'
import { deliverPending } from '../../../functions/core/tick/pending-messages.ts'
import { aRecord } from '../../support/batch-record.ts'
import { aCheck, aDeployment } from '../../support/check.ts'
import { nowMs } from '../../support/reading.ts'
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
