import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { messageOf } from '../../../functions/core/alerting/page-message.ts'
import type { Check } from '../../../functions/core/model/check.ts'
import { reasons, severityOf } from '../../../functions/core/model/reason.ts'
import type { PendingMessage } from '../../../functions/core/state/incident.ts'
import type { CheckState } from '../../../functions/core/state/state.ts'
import { aCheck } from '../../support/check.ts'
import { fc, runsOf } from '../../support/property.ts'
import { nowMs } from '../../support/reading.ts'
import { aPlace } from '../../support/stores.ts'
import { anIncident, aState, pendingMessage } from '../../support/verdict.ts'

const incident = anIncident()
const opened = pendingMessage('open')
const resolved = pendingMessage('resolve', { at: nowMs + 3_660_000 })

const messageFor = (pending: PendingMessage, check: Partial<Check> = {}, state: Partial<CheckState> = {}) =>
  messageOf(
    { about: 'check', pending, check: aCheck(check), state: aState({ lastGood: nowMs - 300_000, ...state }) },
    aPlace,
  )

const headlineOf = (...args: Parameters<typeof messageFor>) => messageFor(...args).text.split('\n')[0]

describe('the message that opens an incident', () => {
  it('leaves out unknown facts', () => {
    const unknown = { owner: null, runbook: null, usedBy: [] }
    const { text } = messageFor(opened, unknown, { lastGood: null, versionId: null })
    for (const name of ['Used by', 'Owner', 'Runbook', 'Last good', 'Version', 'Expiry', 'Also found'])
      assert.doesNotMatch(text, new RegExp(`^${name}:`, 'm'))
  })

  it("has the fields of CloudWatch's alarm messages for machines, and further facts beside them", () => {
    const { Tokenwatch, ...fields } = JSON.parse(messageFor(opened).json)
    const { next, ...facts } = Tokenwatch
    assert.deepEqual(fields, {
      AlarmName: 'tokenwatch/acme/production/ci-bot',
      AlarmDescription: 'No build can be released. Owner: platform. Runbook: https://wiki.example/tokens',
      AWSAccountId: '123456789012',
      NewStateValue: 'ALARM',
      OldStateValue: 'OK',
      NewStateReason: 'The credential production/ci-bot has been revoked: token-revoked (HTTP 403)',
      StateChangeTime: '2026-11-21T12:00:00.000+0000',
      Region: 'eu-west-1',
    })
    assert.deepEqual(facts, {
      kind: 'open',
      check: 'production/ci-bot',
      reason: 'revoked',
      openedAt: '2026-11-21T12:00:00.000Z',
      lastGood: '2026-11-21T11:55:00.000Z',
      impact: 'No build can be released.',
      owner: 'platform',
      runbook: 'https://wiki.example/tokens',
      usedBy: ['release'],
      versionId: 'version-1',
      sequence: nowMs * 10 + 1,
      alertLevel: 'page',
    })
    assert.deepEqual(Object.keys(next), ['What to do', 'Acknowledge', 'Look again', 'Dashboard', 'Log'])
  })

  it('carries its environment as an attribute for topic filters', () => {
    assert.deepEqual(messageFor(opened, { environment: 'staging', key: 'staging/ci-bot' }).routes, ['staging'])
  })

  it('has a phrase of its own for every reason that pages', () => {
    for (const reason of reasons.filter((one) => severityOf(one, { critical: true }) === 'page')) {
      const headline = headlineOf({ ...opened, incident: { ...incident, reason } })
      assert.ok(!headline?.includes(`is ${reason}:`) || reason === 'rejected', headline)
    }
  })
})

describe('the headline of a message', () => {
  const dying = { ...incident, reason: 'expiring', detail: 'expires in 2d 1h' } as const
  const later = { at: nowMs + 14_460_000 }
  const cases: readonly (readonly [
    what: string,
    pending: PendingMessage,
    said: string,
    check?: Partial<Check>,
    state?: Partial<CheckState>,
  ])[] = [
    ['that opens', opened, 'The credential production/ci-bot has been revoked: token-revoked (HTTP 403).'],
    [
      'that escalates',
      pendingMessage('escalate'),
      'Worse than before: the credential production/ci-bot has been revoked: token-revoked (HTTP 403).',
    ],
    [
      'of an expiry threshold',
      pendingMessage('expiry_threshold', { incident: dying }),
      'The credential production/ci-bot is about to expire: expires in 2d 1h.',
    ],
    [
      'that reminds',
      pendingMessage('remind', later),
      'Still open after 4h 1m: the credential production/ci-bot has been revoked: token-revoked (HTTP 403).',
    ],
    [
      'after a silence',
      pendingMessage('after_silence'),
      'Still open after a silence: the credential production/ci-bot has been revoked: token-revoked (HTTP 403).',
    ],
    ['that resolves', resolved, 'The credential production/ci-bot is good again, after 1h 1m (revoked).'],
    [
      'of a check that was removed',
      pendingMessage('removed'),
      'The credential production/ci-bot is no longer watched: its check was removed from the config.',
    ],
    [
      'of one that flaps',
      pendingMessage('flapping'),
      'The credential production/ci-bot is flapping: 5 changes within 40m, last to revoked.',
      {},
      { changes: [40, 30, 20, 10, 5].map((minutes) => nowMs - minutes * 60_000) },
    ],
    [
      'of one that has stopped flapping',
      pendingMessage('flapping_ended'),
      'The credential production/ci-bot has stopped flapping: you are notified of each change again.',
    ],
  ]
  for (const [what, pending, said, check, state] of cases)
    it(`${what} is one sentence`, () => assert.equal(headlineOf(pending, check, state), said))
})

describe('the message that resolves an incident', () => {
  it('changes the state of the same alarm, so that the incident is closed where it was opened', () => {
    const [alarm, ok] = [opened, resolved].map((pending) => JSON.parse(messageFor(pending).json))
    assert.equal(ok.AlarmName, alarm.AlarmName)
    assert.deepEqual([ok.NewStateValue, ok.OldStateValue], ['OK', 'ALARM'])
    assert.equal(ok.StateChangeTime, '2026-11-21T13:01:00.000+0000')
  })
})

describe('the subject of a message', () => {
  it('begins as PagerDuty requires it', () => {
    assert.equal(messageFor(opened).subject, 'ALARM: production/ci-bot revoked')
    assert.equal(messageFor(resolved).subject, 'OK: production/ci-bot is good again')
  })

  it('says how long it is until an expiry', () => {
    const expiry = { source: 'jwt', at: nowMs / 1_000 + 86_400 } as const
    assert.equal(
      messageFor(pendingMessage('expiry_threshold'), {}, { expiry }).subject,
      'ALARM: production/ci-bot expires in 1d',
    )
  })
})

/** Every text that comes from a config or a provider. */
const anything = fc.string({
  unit: fc.oneof(
    fc.constantFrom('"', '\u2028', '\u202e', '\u0000', '\ud800', '🔑', '<', '`', '\n'),
    fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
  ),
  maxLength: 200,
})
const long = fc.constantFrom('"', '🔑', '\\', '\u2028').map((character) => character.repeat(10_240))

describe('a message, whatever people and providers wrote into it', () => {
  const text = fc.oneof({ weight: 3, arbitrary: anything }, { weight: 1, arbitrary: long })
  const written = fc.record({
    impact: text,
    owner: text,
    runbook: text,
    detail: text,
    id: text,
    usedBy: fc.array(text, { maxLength: 80 }),
    kind: fc.constantFrom(
      'open',
      'escalate',
      'expiry_threshold',
      'remind',
      'after_silence',
      'resolve',
      'removed',
      'flapping',
      'flapping_ended',
    ),
  })
  const messages = written.map(({ detail, kind, id, ...check }) =>
    messageFor(
      pendingMessage(kind, { incident: { ...incident, detail } }),
      { ...check, id, key: `production/${id}` },
      {
        evidence: { ...aState().evidence, identity: { expected: null, seen: detail, matches: true } },
      },
    ),
  )

  it('has a subject that SNS and PagerDuty accept', () => {
    fc.assert(
      fc.property(messages, ({ subject }) => {
        assert.match(subject, /^(ALARM|OK): production\/[\x20-\x7e]*$/)
        assert.ok(subject.length < 100)
      }),
    )
  })

  it('is strict JSON for machines and for chat channels, and cuts no character in two', () => {
    fc.assert(
      fc.property(messages, ({ json, chat }) => {
        for (const written of [json, chat]) {
          JSON.parse(written)
          assert.ok(written.isWellFormed())
          assert.doesNotMatch(written, /\\ud[89a-f]/i)
        }
      }),
    )
  })

  it('is a mail with one line for each fact, which no text can break or reverse', () => {
    fc.assert(
      fc.property(messages, ({ text }) => {
        assert.ok(text.isWellFormed())
        const [headline = '', ...lines] = text.split('\n')
        for (const line of [headline, ...lines])
          assert.doesNotMatch(line, /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u)
        for (const line of lines) assert.match(line, /^$|^[A-Z][a-z ]+: ./)
      }),
    )
  })

  it('stays below the limit of 256 KiB of SNS in all of its formats', () => {
    fc.assert(
      fc.property(messages, ({ json, text, chat }) => {
        const published = JSON.stringify({ default: json, email: text })
        for (const one of [published, chat]) assert.ok(Buffer.byteLength(one) < 200_000)
      }),
      { numRuns: runsOf(30) },
    )
  })

  it('mentions no person in a chat channel', () => {
    fc.assert(
      fc.property(messages, ({ chat }) => {
        const { content } = JSON.parse(chat)
        for (const part of [content.title, content.description]) assert.doesNotMatch(part, /<|>/)
      }),
    )
    const { content } = JSON.parse(messageFor(opened, { impact: '<!channel> & <@U1>' }).chat)
    assert.match(content.description, /&lt;!channel&gt; &amp; &lt;@U1&gt;/)
  })
})
