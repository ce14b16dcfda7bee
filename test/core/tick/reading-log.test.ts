import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Reading } from '../../../functions/core/model/reading.ts'
import type { Verdict } from '../../../functions/core/model/verdict.ts'
import { newsless, openReadingLog } from '../../../functions/core/tick/reading-log.ts'
import { aMessage, aRecord } from '../../support/batch-record.ts'
import { aCheck } from '../../support/check.ts'
import { aFailure, anAnswer, nowMs, nowSeconds } from '../../support/reading.ts'
import { openAudience } from '../../support/stores.ts'
import { aState, aVerdict, evidence } from '../../support/verdict.ts'

const check = aCheck()
const minuteMs = 60_000
/** Record of a tick five minutes before, in the same hour. */
const last = aRecord(0, { tick: nowMs, questions: { [check.key]: 'hash' } })
const tick = nowMs + 5 * minuteMs
const usual = { verdict: aVerdict('healthy'), readings: [anAnswer()] as readonly Reading[] }
const known = { tick, last, state: aState(), questionHash: 'hash' }

const end = (at: number) => ({ at, source: 'declared' }) as const
const withEvidence = (changed: Partial<Verdict['evidence']>) =>
  aVerdict('healthy', { evidence: { ...evidence, ...changed } })
const scopes = { required: ['repo'], missing: [], forbidden: [] }
const unkept = {
  check: check.key,
  standing: 'invalid',
  reason: 'revoked',
  detail: '',
  versionId: null,
  at: nowMs,
} as const

type Case = readonly [
  what: string,
  probed: Partial<typeof usual>,
  before?: Partial<typeof known> | { state: null } | { last: null },
]

const news: readonly Case[] = [
  [
    'one that is unknown',
    { verdict: aVerdict('rate_limited') },
    { state: aState({ standing: 'unknown', reason: 'rate_limited', reasons: ['rate_limited'] }) },
  ],
  [
    'one that stays invalid',
    { verdict: aVerdict('revoked') },
    { state: aState({ standing: 'invalid', reason: 'revoked', reasons: ['revoked'] }) },
  ],
  ['one that is valid again', {}, { state: aState({ standing: 'invalid', reason: 'revoked', reasons: ['revoked'] }) }],
  ['another finding', { verdict: aVerdict('expiring') }],
  [
    'a second finding beside the worst',
    {
      verdict: aVerdict('expiring', {
        findings: [
          { reason: 'expiring', detail: '' },
          { reason: 'over_scoped', detail: '' },
        ],
      }),
    },
    { state: aState({ reason: 'expiring', reasons: ['expiring'] }) },
  ],
  ['another version', { verdict: withEvidence({ versionId: 'version-2' }) }],
  ['another rule', { verdict: withEvidence({ rule: 'not-modified' }) }],
  ['another status', { verdict: withEvidence({ status: 204 }) }],
  ['other scopes', { verdict: withEvidence({ scopes }) }],
  ['another identity', { verdict: withEvidence({ identity: { expected: null, seen: 'other', matches: true } }) }],
  ['an expiry', { verdict: withEvidence({ expiry: end(nowSeconds + 9_000) }) }],
  [
    'an expiry that moved by a minute',
    { verdict: withEvidence({ expiry: end(nowSeconds + 60) }) },
    { state: aState({ expiry: end(nowSeconds) }) },
  ],
  ['an expiry that is gone', {}, { state: aState({ expiry: end(nowSeconds) }) }],
  ['a second attempt', { readings: [aFailure(), anAnswer()] }],
  ['a request that was sent again', { readings: [anAnswer({ retried: true })] }],
  ['a reading without an answer', { readings: [aFailure()] }],
  ['none at all', { readings: [] }],
  ['a check that nothing is stored of', {}, { state: null }],
  ['a batch without a record', {}, { last: null }],
  ['a check that the last tick did not judge', {}, { last: aRecord(0, { tick: nowMs }) }],
  ['a verdict after one that the table did not take', {}, { last: { ...last, unkept: [unkept] } }],
  ['an answer to another question', {}, { questionHash: 'another' }],
  ['the first one of an hour', {}, { tick: nowMs + 60 * minuteMs }],
  ['one a day after the last', {}, { tick: nowMs + 1_440 * minuteMs }],
]

const plain: readonly Case[] = [
  ['a healthy one', {}],
  [
    'a standing finding',
    { verdict: aVerdict('over_scoped') },
    { state: aState({ reason: 'over_scoped', reasons: ['over_scoped'] }) },
  ],
  [
    'an expiry that wanders by seconds',
    { verdict: withEvidence({ expiry: end(nowSeconds + 4) }) },
    { state: aState({ expiry: end(nowSeconds) }) },
  ],
  ['the last one of an hour', {}, { tick: nowMs + 59 * minuteMs }],
]

describe('a reading has a line of its own if it is', () => {
  for (const [what, probed, before] of news)
    it(what, () => assert.equal(newsless({ ...usual, ...probed }, { ...known, ...before }), null))
})

describe('a reading is in the line of its batch if it is', () => {
  for (const [what, probed, before] of plain)
    it(what, () => assert.equal(newsless({ ...usual, ...probed }, { ...known, ...before }), usual.readings[0]))
})

describe('the log of a batch', () => {
  const logged = (logs: 'all' | 'changes', states: Map<typeof check.key, ReturnType<typeof aState>> | null) => {
    const { events, log } = openAudience()
    const readingLog = openReadingLog(
      { message: aMessage([check.key], { tick }), last, states },
      { deployment: { logs }, log },
    )
    readingLog.note(check, usual, 'hash')
    readingLog.close()
    return events
  }
  const states = new Map([[check.key, aState()]])

  it('has the latency and the scopes of what has no line of its own', () =>
    assert.deepEqual(logged('changes', states), [
      { event: 'readings', cadence: '5m', tick, batch: 0, unchanged: { [check.key]: [42, null] } },
    ]))

  it('has a line for each reading with `all`, and where the table could not be read', () => {
    for (const events of [logged('all', states), logged('changes', null)])
      assert.deepEqual(
        events.map(({ event }) => event),
        ['reading'],
      )
  })
})
