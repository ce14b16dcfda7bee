import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Reading } from '../../../functions/core/model/reading.ts'
import { assess, needsConfirmation, type Proven, proofs } from '../../../functions/core/probe/assess.ts'
import { aCheck } from '../../support/check.ts'
import { aFailure, anAnswer, aRejection, nowMs, nowSeconds } from '../../support/reading.ts'

const on = (versionId: string | null) => ({ versionId })
const rejected = aRejection()
const accepted = anAnswer()
const failed = aFailure()
const unread = aFailure({ reason: 'secret_unavailable', code: 'ThrottlingException', phase: 'secret', versionId: null })
const revoked = anAnswer({ meaning: 'revoked', rule: 'token-revoked', status: 403 })

const dead = (versionId: string): Proven => ({ versionId, reason: 'revoked' })
const limited = anAnswer({ scopes: { required: ['repo'], missing: ['repo'], forbidden: [] } })
const ofStranger = anAnswer({ identity: { expected: 'bot', seen: 'somebody', matches: false } })
const inLiveMode = anAnswer({ environment: { expected: 'test', seen: 'live', matches: false } })
const lacking = anAnswer({ meaning: 'under_scoped', rule: 'permission', status: 403 })

type Case = {
  readonly so: string
  readonly readings: readonly Reading[]
  readonly proven?: Proven
  readonly reason: string
  readonly asksAgain: boolean
}

/** Two answers that are both bad, of which one speaks of a living credential, or of another trouble. */
const contradictions = (
  [
    ['a missing scope, then a refusal', limited, rejected],
    ['a refusal, then a missing scope', rejected, limited],
    ['a refusal for permission, then a refusal of the token', lacking, rejected],
    ['a stranger, then a refusal', ofStranger, revoked],
    ['a refusal, then a stranger', revoked, ofStranger],
    ['another environment, then a refusal', inLiveMode, rejected],
    ['a missing scope, then a stranger', limited, ofStranger],
  ] as const
).map(
  ([said, first, second]): Case => ({
    so: `answers that contradict each other prove nothing: ${said}`,
    readings: [first, second],
    reason: 'settling',
    asksAgain: false,
  }),
)

const cases: readonly Case[] = [
  { so: 'one bad answer proves nothing yet', readings: [rejected], reason: 'settling', asksAgain: true },
  {
    so: 'two bad answers on the same version do',
    readings: [rejected, rejected],
    reason: 'rejected',
    asksAgain: false,
  },
  {
    so: 'two bad answers with different causes name the last one',
    readings: [rejected, revoked],
    reason: 'revoked',
    asksAgain: false,
  },
  {
    so: 'a good answer after a bad one is a mixed answer',
    readings: [rejected, accepted],
    reason: 'settling',
    asksAgain: false,
  },
  {
    so: 'a bad answer after a good one is a mixed answer',
    readings: [accepted, rejected],
    reason: 'settling',
    asksAgain: true,
  },
  {
    so: 'two bad answers around a good one are mixed answers',
    readings: [rejected, accepted, rejected],
    reason: 'settling',
    asksAgain: false,
  },
  {
    so: 'a bad answer that nobody could confirm proves nothing',
    readings: [rejected, failed],
    reason: 'settling',
    asksAgain: false,
  },
  {
    so: 'a secret that cannot be read again is the news, since its version is unknown',
    readings: [rejected, unread],
    reason: 'secret_unavailable',
    asksAgain: false,
  },
  {
    so: 'a new version is judged anew: one bad answer on it proves nothing',
    readings: [rejected, aRejection(on('version-2'))],
    reason: 'settling',
    asksAgain: true,
  },
  {
    so: 'a new version that is accepted is healthy, whatever the old one was',
    readings: [rejected, anAnswer(on('version-2'))],
    reason: 'healthy',
    asksAgain: false,
  },
  {
    so: 'a new version that is refused twice is rejected',
    readings: [rejected, aRejection(on('version-2')), aRejection(on('version-2'))],
    reason: 'rejected',
    asksAgain: false,
  },
  {
    so: 'three versions with one bad answer each prove nothing',
    readings: [rejected, aRejection(on('version-2')), aRejection(on('version-3'))],
    reason: 'settling',
    asksAgain: true,
  },
  {
    so: 'one bad answer kills no version that was only too small before',
    readings: [rejected],
    proven: { versionId: 'version-1', reason: 'under_scoped' },
    reason: 'settling',
    asksAgain: true,
  },
  {
    so: 'one answer of a stranger proves nothing of a version that was refused before',
    readings: [ofStranger],
    proven: dead('version-1'),
    reason: 'settling',
    asksAgain: true,
  },
  {
    so: 'a scope that is missing still needs one answer',
    readings: [limited],
    proven: { versionId: 'version-1', reason: 'under_scoped' },
    reason: 'under_scoped',
    asksAgain: false,
  },
  ...contradictions,
  {
    so: 'one bad answer is enough for a version that was proved bad before',
    readings: [rejected],
    proven: dead('version-1'),
    reason: 'rejected',
    asksAgain: false,
  },
  {
    so: 'what was proved of another version counts for nothing',
    readings: [rejected],
    proven: dead('version-0'),
    reason: 'settling',
    asksAgain: true,
  },
  {
    so: 'a version that was proved bad before and is accepted now is healthy',
    readings: [accepted],
    proven: dead('version-1'),
    reason: 'healthy',
    asksAgain: false,
  },
  {
    so: 'an answer that nobody can read is not asked for again',
    readings: [failed],
    reason: 'unreachable',
    asksAgain: false,
  },
  {
    so: 'a secret without a version, as from a file, is proved bad in the same way',
    readings: [aRejection(on(null)), aRejection(on(null))],
    reason: 'rejected',
    asksAgain: false,
  },
]

describe('the proof that a token is bad', () => {
  for (const { so, readings, proven = null, reason, asksAgain } of cases)
    it(so, () => {
      assert.equal(assess(aCheck(), readings, nowMs, { proven }).reason, reason)
      assert.equal(needsConfirmation(aCheck(), readings, nowMs, { proven }), asksAgain)
    })

  it('takes a third answer if the provider is marked unreliable', () => {
    const needed = proofs.unreliable
    const verdictOn = (count: number) => {
      const readings = Array.from({ length: count }, () => rejected)
      const { reason } = assess(aCheck(), readings, nowMs, { needed })
      return [reason, needsConfirmation(aCheck(), readings, nowMs, { needed })]
    }
    assert.deepEqual(verdictOn(2), ['settling', true])
    assert.deepEqual(verdictOn(3), ['rejected', false])
  })

  it('is required for every invalid verdict, such as a missing scope', () => {
    const scopes = { required: ['repo'], missing: ['repo'], forbidden: [] }
    assert.equal(needsConfirmation(aCheck(), [anAnswer({ scopes })], nowMs), true)
  })

  it('is not required for a verdict that is only a notice', () => {
    const overdue = anAnswer({ expiries: [{ source: 'answer', at: nowSeconds - 1 }] })
    assert.equal(needsConfirmation(aCheck(), [overdue], nowMs), false)
  })

  it('names the result of each attempt while it is incomplete', () => {
    const { findings, severity } = assess(aCheck(), [rejected, accepted], nowMs)
    assert.deepEqual(findings, [{ reason: 'settling', detail: '1 of 2 attempts said rejected' }])
    assert.equal(severity, 'notice')
  })
})
