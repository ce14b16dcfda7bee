import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { readAlarm } from '../../../functions/core/alerting/alarm.ts'
import { consoleLinks } from '../../../functions/core/alerting/messages/console-links.ts'
import { messageOf } from '../../../functions/core/alerting/page-message.ts'
import { endUnderOldKey, pagerDutyEvent } from '../../../functions/core/alerting/pagerduty-event.ts'
import type { Check } from '../../../functions/core/model/check.ts'
import { cloudWatchAlarm } from '../../support/alarm.ts'
import { aCheck } from '../../support/check.ts'
import { fc } from '../../support/property.ts'
import { nowMs } from '../../support/reading.ts'
import { aPlace } from '../../support/stores.ts'
import { anIncident, aState, pendingMessage } from '../../support/verdict.ts'

const incident = anIncident()

/** Links of every page about the check. */
const inTheConsole = consoleLinks(aPlace, incident.openedAt, 'production/ci-bot').map(([text, href]) => ({
  href,
  text,
}))

/** Event of a message. Fails if the message is no alarm. */
function eventOf(message: string) {
  const alarm = readAlarm(message)
  assert.ok(alarm)
  return pagerDutyEvent(alarm)
}

function eventOfPage(kind: 'open' | 'resolve', check: Partial<Check> = {}, detail = incident.detail) {
  const pending = pendingMessage(kind, { incident: { ...incident, detail }, at: nowMs + 60_000 })
  const state = aState({ lastGood: nowMs - 300_000 })
  return eventOf(messageOf({ about: 'check', pending, check: aCheck(check), state }, aPlace).json)
}

describe('the event of a page', () => {
  it('opens an incident with every fact that the page has', () => {
    assert.deepEqual(eventOfPage('open'), {
      event_action: 'trigger',
      dedup_key: '123456789012 eu-west-1/tokenwatch/acme/production/ci-bot',
      client: 'Tokenwatch',
      links: [{ href: 'https://wiki.example/tokens', text: 'Runbook' }, ...inTheConsole],
      payload: {
        summary: 'The credential production/ci-bot has been revoked: token-revoked (HTTP 403)',
        source: '123456789012 eu-west-1',
        severity: 'critical',
        timestamp: '2026-11-21T12:01:00.000Z',
        component: 'production/ci-bot',
        group: 'production',
        class: 'revoked',
        custom_details: {
          impact: 'No build can be released.',
          owner: 'platform',
          usedBy: 'release',
          openedAt: '2026-11-21T12:00:00.000Z',
          lastGood: '2026-11-21T11:55:00.000Z',
          versionId: 'version-1',
          description: 'No build can be released. Owner: platform. Runbook: https://wiki.example/tokens',
          'What to do': 'put a working token into the secret',
          Acknowledge: 'npx tokenwatch ack production/ci-bot --deployment acme --region eu-west-1',
          'Look again': 'npx tokenwatch gate production/ci-bot --evidence fresh --deployment acme --region eu-west-1',
        },
      },
    })
  })

  it('closes the same incident', () => {
    const { event_action: action, dedup_key: key, payload } = eventOfPage('resolve')
    assert.deepEqual([action, key], ['resolve', eventOfPage('open').dedup_key])
    assert.equal(payload.summary, 'The credential production/ci-bot is good again, after 1m (revoked)')
  })

  it('has another key in another Region or account, so that no namesake closes it', () => {
    const keyIn = (place: Partial<typeof aPlace>) => {
      const news = { pending: pendingMessage('open'), check: aCheck(), state: aState() }
      return eventOf(messageOf({ about: 'check', ...news }, { ...aPlace, ...place }).json).dedup_key
    }
    assert.equal(new Set([keyIn({}), keyIn({ region: 'us-east-1' }), keyIn({ accountId: '210987654321' })]).size, 3)
  })

  it('is critical for a page and a warning for a notice', () => {
    const severityOf = (to: 'page' | 'notice') => {
      const news = { pending: pendingMessage('open', { to }), check: aCheck(), state: aState() }
      return eventOf(messageOf({ about: 'check', ...news }, aPlace).json).payload.severity
    }
    assert.deepEqual([severityOf('page'), severityOf('notice')], ['critical', 'warning'])
  })

  it('closes no page when the check has stopped flapping', () => {
    const keyOf = (kind: 'open' | 'flapping' | 'flapping_ended') => {
      const news = { pending: pendingMessage(kind), check: aCheck(), state: aState() }
      return eventOf(messageOf({ about: 'check', ...news }, aPlace).json).dedup_key
    }
    assert.equal(keyOf('flapping'), keyOf('flapping_ended'))
    assert.notEqual(keyOf('flapping_ended'), keyOf('open'))
  })

  it('also closes what an earlier version opened under the name alone', () => {
    const resolved = readAlarm(JSON.stringify({ ...cloudWatchAlarm, NewStateValue: 'OK' }))
    const open = readAlarm(JSON.stringify(cloudWatchAlarm))
    assert.ok(resolved && open)
    const end = endUnderOldKey(resolved)
    assert.deepEqual([end?.event_action, end?.dedup_key], ['resolve', 'tokenwatch-acme-Heartbeat-5m'])
    assert.equal(endUnderOldKey(open), null)
  })

  it('leaves out unknown facts', () => {
    const { links, payload } = eventOfPage('open', { owner: null, runbook: null, usedBy: [] })
    assert.deepEqual(
      [links, Object.keys(payload.custom_details)],
      [
        [...inTheConsole],
        ['impact', 'openedAt', 'lastGood', 'versionId', 'description', 'What to do', 'Acknowledge', 'Look again'],
      ],
    )
  })

  it('keeps to 1,024 characters and cuts no character in two', () => {
    const emoji = '\u{1f511}'
    const alarm = { ...cloudWatchAlarm, NewStateReason: emoji.repeat(2_000) }
    assert.equal(eventOf(JSON.stringify(alarm)).payload.summary, emoji.repeat(1_024))
  })

  it('is well-formed whatever the message says', () => {
    const text = fc.string({ unit: 'binary', maxLength: 1_100 })
    fc.assert(
      fc.property(text, text, text, (name, headline, place) => {
        const message = { AlarmName: `x${name}`, NewStateReason: headline, NewStateValue: 'OK', Region: place }
        const { dedup_key: key, payload } = eventOf(JSON.stringify(message))
        assert.ok(key.isWellFormed() && payload.summary.isWellFormed())
        assert.ok([...key].length <= 255 && [...payload.summary].length <= 1_024 && payload.summary !== '')
      }),
    )
  })

  it('links to web pages only', () => {
    const message = (runbook: string) => JSON.stringify({ ...cloudWatchAlarm, Tokenwatch: { runbook } })
    for (const runbook of ['javascript:alert(1)', 'wiki', '']) assert.deepEqual(eventOf(message(runbook)).links, [])
  })
})

describe("the event of CloudWatch's own alarm", () => {
  it('repeats the facts of the alarm', () => {
    assert.deepEqual(eventOf(JSON.stringify(cloudWatchAlarm)), {
      event_action: 'trigger',
      dedup_key: '123456789012 EU (Ireland)/tokenwatch-acme-Heartbeat-5m',
      client: 'Tokenwatch',
      links: [],
      payload: {
        summary: 'Threshold Crossed: no datapoints were received',
        source: '123456789012 EU (Ireland)',
        severity: 'critical',
        timestamp: '2026-11-21T12:00:00.000Z',
        component: 'tokenwatch-acme-Heartbeat-5m',
        group: 'tokenwatch',
        class: 'alarm',
        custom_details: { description: 'Tokenwatch acme itself: nothing was judged' },
      },
    })
  })

  it('has no time if the alarm names none', () => {
    const { payload } = eventOf(JSON.stringify({ ...cloudWatchAlarm, StateChangeTime: 'just now' }))
    assert.equal('timestamp' in payload, false)
  })
})

describe('a message is no alarm', () => {
  for (const [what, message] of Object.entries({
    'that is no JSON': 'ALARM',
    'that is a list': '[]',
    'that is nothing': 'null',
    'without a name': JSON.stringify({ ...cloudWatchAlarm, AlarmName: '' }),
    'without a state': JSON.stringify({ ...cloudWatchAlarm, NewStateValue: undefined }),
    'of a state that opens and closes nothing': JSON.stringify({
      ...cloudWatchAlarm,
      NewStateValue: 'INSUFFICIENT_DATA',
    }),
    'whose fields are inherited': '{"__proto__":{"AlarmName":"x","NewStateValue":"OK"}}',
  }))
    it(what, () => assert.equal(readAlarm(message), null))
})
