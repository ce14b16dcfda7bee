import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { rotationMessage } from '../../../functions/core/rotation/message.ts'
import { begun } from '../../../functions/core/rotation/record.ts'
import { type RotationProblem, rotationProblems } from '../../../functions/core/rotation/rotation-problem.ts'
import { aCheck } from '../../support/check.ts'
import { entriesOf } from '../../support/entries.ts'

const check = aCheck()
const beginning = {
  check: check.key,
  versionId: 'to',
  class: 'create_revoke',
  generation: 0,
  baseVersionId: 'from',
  by: 'test',
} as const
const record = begun(null, beginning, 0)
const place = { deployment: 'acme', accountId: '123456789012', region: 'eu-west-1', partition: 'aws', logGroup: null }
const message = (kind: 'open' | 'resolve', problem: RotationProblem) =>
  rotationMessage(
    { kind, check, record, pendingMessage: { problem, detail: 'behind: worker', at: 0, notified: false } },
    place,
  )

describe('the message about a rotation', () => {
  for (const [problem, { sentence }] of entriesOf(rotationProblems))
    it(`names the check, both versions and the next command: ${problem}`, () => {
      const { subject, json, text } = message('open', problem)
      assert.match(subject, /^ALARM: production\/ci-bot rotation /)
      assert.equal(JSON.parse(json).AlarmName, 'tokenwatch/acme/production/ci-bot/rotation')
      for (const part of [sentence, 'From version: from', 'To version: to', 'npx tokenwatch '])
        assert.ok(text.includes(part), part)
    })

  it('closes under the name that opened it', () => {
    const names = (['open', 'resolve'] as const).map((kind) => JSON.parse(message(kind, 'answer_lost').json).AlarmName)
    assert.equal(names[0], names[1])
    assert.match(message('resolve', 'answer_lost').subject, /^OK: /)
  })

  it('is a notice for a check with urgency: ticket', () => {
    const pendingMessage = { problem: 'locked_out', detail: '', at: 0, notified: false } as const
    const ticket = aCheck({ urgency: 'ticket' })
    assert.equal(rotationMessage({ kind: 'open', check: ticket, record, pendingMessage }, place).to, 'notice')
  })

  it('is a notice if it can wait for the morning', () => {
    assert.deepEqual([message('open', 'consumers_behind').to, message('open', 'locked_out').to], ['notice', 'page'])
  })
})
