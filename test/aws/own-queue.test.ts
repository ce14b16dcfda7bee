import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { openOwnQueue } from '../../functions/aws/own-queue.ts'
import { fieldOf } from '../../functions/core/model/field-of.ts'
import type { SentOpening } from '../../functions/core/state/sent-opening.ts'
import { parseTaskEvent } from '../../functions/probe/task-event.ts'
import { type Sqs, startSqs } from '../../local/aws/sqs.ts'
import { nowMs } from '../support/reading.ts'

const opening: SentOpening = { check: 'production/ci', versionId: 'version-1', reason: 'revoked', at: nowMs }

describe('an opening that was sent without the table', () => {
  let sqs: Sqs
  const environment = { ...process.env }
  before(async () => {
    sqs = await startSqs()
    process.env['AWS_ENDPOINT_URL_SQS'] = sqs.url
    process.env['AWS_REGION'] = 'eu-west-1'
    process.env['AWS_ACCESS_KEY_ID'] = 'AKIAIOSFODNN7EXAMPLE'
    process.env['AWS_SECRET_ACCESS_KEY'] = 'a-secret-of-a-test'
  })
  after(async () => {
    process.env = environment
    await sqs.close()
  })
  const sent = () => sqs.messages('own').map(({ body }) => body)

  it('is put on the own queue, with a delay, and read as it was', async () => {
    const { url } = sqs.createQueue('own')
    await openOwnQueue(url, () => nowMs)(opening)
    const records = sent().map((body, index) => ({ messageId: String(index), body }))
    const { at, ...rest } = opening
    assert.deepEqual(parseTaskEvent({ Records: records }), [{ task: 'opening', ...rest, tick: at }])
    assert.deepEqual(
      sqs.calls.map(({ input }) => fieldOf(input, 'DelaySeconds')),
      [60],
    )
  })

  it('is not read if it names no check or no reason', () => {
    const body = (parts: object) =>
      JSON.stringify({ task: 'opening', check: 'production/ci', versionId: null, reason: 'revoked', tick: 1, ...parts })
    const read = (parts: object) => parseTaskEvent({ Records: [{ messageId: '1', body: body(parts) }] })
    assert.equal(read({}).length, 1)
    for (const parts of [{ check: 'ci' }, { check: 5 }, { reason: 'bored' }, { tick: 'now' }])
      assert.deepEqual(read(parts), [])
  })
})
