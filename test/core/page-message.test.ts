import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import type { Check } from '../../functions/core/check.ts'
import type { Owed } from '../../functions/core/incidents/incident.ts'
import { pageMessage } from '../../functions/core/page-message.ts'
import { reasons, severityOf } from '../../functions/core/reason.ts'
import type { CheckState } from '../../functions/core/state.ts'
import { aCheck } from '../support/check.ts'
import { nowMs, nowSeconds } from '../support/reading.ts'
import { anIncident, aState, owing } from '../support/verdict.ts'

const place = { deployment: 'acme', accountId: '123456789012', region: 'eu-west-1' }
const incident = anIncident()
const opened = owing('open')
const resolved = owing('resolve', { at: nowMs + 3_660_000 })

const told = (owed: Owed, check: Partial<Check> = {}, state: Partial<CheckState> = {}) =>
  pageMessage(owed, aCheck(check), aState({ lastGood: nowMs - 300_000, ...state }), place)

describe('the message that opens an incident', () => {
  it('reads like this to a person', () => {
    const expiry = { source: 'jwt', at: nowSeconds + 86_400 } as const
    assert.equal(
      told(opened, {}, { expiry }).text,
      `The credential production/ci-bot has been revoked: token-revoked (HTTP 403).

What breaks: No build can be released.
Used by: release
Since: 2026-11-21 12:00 UTC
Last good: 2026-11-21 11:55 UTC
Owner: platform
Expiry: 2026-11-22 12:00 UTC (jwt)
Version: version-1
Runbook: https://wiki.example/tokens
Look again: npx tokenwatch check ci-bot --environment production --explain
`,
    )
  })

  it('leaves out what nobody knows', () => {
    const unknown = { owner: null, runbook: null, usedBy: [] }
    assert.equal(
      told(opened, unknown, { lastGood: null, versionId: null }).text,
      `The credential production/ci-bot has been revoked: token-revoked (HTTP 403).

What breaks: No build can be released.
Since: 2026-11-21 12:00 UTC
Look again: npx tokenwatch check ci-bot --environment production --explain
`,
    )
  })

  it("has the fields of CloudWatch's alarm messages for machines, and the facts beside them", () => {
    assert.deepEqual(JSON.parse(told(opened).json), {
      AlarmName: 'tokenwatch/acme/production/ci-bot',
      AlarmDescription: 'No build can be released. Owner: platform. Runbook: https://wiki.example/tokens',
      AWSAccountId: '123456789012',
      NewStateValue: 'ALARM',
      OldStateValue: 'OK',
      NewStateReason: 'The credential production/ci-bot has been revoked: token-revoked (HTTP 403)',
      StateChangeTime: '2026-11-21T12:00:00.000+0000',
      Region: 'eu-west-1',
      Tokenwatch: {
        check: 'production/ci-bot',
        reason: 'revoked',
        openedAt: '2026-11-21T12:00:00.000Z',
        lastGood: '2026-11-21T11:55:00.000Z',
        impact: 'No build can be released.',
        owner: 'platform',
        runbook: 'https://wiki.example/tokens',
        usedBy: ['release'],
        versionId: 'version-1',
      },
    })
  })

  it('carries its environment, by which topics are filtered', () => {
    assert.deepEqual(told(opened, { environment: 'staging', key: 'staging/ci-bot' }).environments, ['staging'])
  })

  it('has words of its own for every reason that wakes a person', () => {
    for (const reason of reasons.filter((one) => severityOf(one, { critical: true }) === 'page')) {
      const [headline] = told({ ...opened, incident: { ...incident, reason } }).text.split('\n')
      assert.ok(!headline?.includes(`is ${reason}:`) || reason === 'rejected', headline)
    }
  })
})

describe('the message that resolves an incident', () => {
  it('says for how long it lasted and what it was', () => {
    const [headline] = told(resolved).text.split('\n')
    assert.equal(headline, 'The credential production/ci-bot is good again, after 1h 1m (revoked).')
  })

  it('turns the same alarm back, so that the incident is closed where it was opened', () => {
    const [alarm, ok] = [opened, resolved].map((owed) => JSON.parse(told(owed).json))
    assert.equal(ok.AlarmName, alarm.AlarmName)
    assert.deepEqual([ok.NewStateValue, ok.OldStateValue], ['OK', 'ALARM'])
    assert.equal(ok.StateChangeTime, '2026-11-21T13:01:00.000+0000')
  })
})

describe('the subject of a message', () => {
  it('begins as PagerDuty wants it', () => {
    assert.equal(told(opened).subject, 'ALARM: production/ci-bot revoked')
    assert.equal(told(resolved).subject, 'OK: production/ci-bot is good again')
  })

  it('is at most a hundred printable ASCII characters, whatever the check is called', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 150, size: 'max' }),
        fc.constantFrom(opened, resolved),
        (id, owed) => {
          const { subject } = told(owed, { id, key: `production/${id}` })
          assert.match(subject, /^(ALARM|OK): production\/[\x20-\x7e]*$/)
          assert.ok(subject.length <= 100)
        },
      ),
    )
  })
})

it('the message for machines is strict JSON, whatever a person wrote', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (impact, owner) => {
      const { Tokenwatch: facts } = JSON.parse(told(opened, { impact, owner }).json)
      assert.deepEqual([facts.impact, facts.owner], [impact, owner])
    }),
  )
})
