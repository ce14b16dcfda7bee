import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { openQueues } from '../../functions/aws/queue.ts'
import { lambdaNetwork } from '../../functions/core/model/probe-locations.ts'
import type { CutBatch } from '../../functions/core/tick/batches.ts'
import { type Sqs, startSqs } from '../../local/aws/sqs.ts'
import { sqsClient } from '../local/aws/clients.ts'
import { aMessage } from '../support/batch-record.ts'
import { startHostileServer } from '../support/hostile-server.ts'

let sqs: Sqs
let enqueue: ReturnType<typeof openQueues>
beforeEach(async () => {
  sqs = await startSqs()
  const urls = new Map([
    [lambdaNetwork, sqs.createQueue('batches').url],
    ['production', sqs.createQueue('batches-production').url],
  ])
  enqueue = openQueues(sqsClient(sqs.url), urls, unannounced)
})
afterEach(() => sqs.close())

const unannounced = async (messages: readonly object[]) => messages.map((message) => JSON.stringify(message))

const batches = (count: number, bytes = 0, location = lambdaNetwork): CutBatch[] =>
  Array.from({ length: count }, (_, batch) => ({
    message: aMessage(['production/ci-bot'], { batch, versionIds: { 'production/ci-bot': 'v'.repeat(bytes) } }),
    delaySeconds: 0,
    location,
  }))

const sent = () => sqs.messages('batches').map(({ body }) => JSON.parse(body))

describe('enqueued batches', () => {
  it('arrive as they were cut', async () => {
    const [batch] = batches(1)
    await enqueue(batches(1))
    assert.deepEqual(sent(), [batch?.message])
  })

  it('are sent ten at a time', async () => {
    await enqueue(batches(25))
    assert.deepEqual(
      sent()
        .map(({ batch }) => batch)
        .toSorted((a, b) => a - b),
      Array.from({ length: 25 }, (_, n) => n),
    )
    assert.equal(sqs.calls.length, 3)
  })

  it('are sent five at a time if one of them is large, because a request has a limit too', async () => {
    await enqueue(batches(10, 190_000))
    assert.deepEqual([sent().length, sqs.calls.length], [10, 2])
  })

  it('go to the queue of their probe location', async () => {
    await enqueue([...batches(2), ...batches(3, 0, 'production')])
    assert.deepEqual([sent().length, sqs.messages('batches-production').length], [2, 3])
  })

  it('are an error if their probe location has no queue', async () => {
    await assert.rejects(enqueue(batches(1, 0, 'staging')), { message: 'no queue for the probe location staging' })
  })

  it('cause no request if there are none', async () => {
    await enqueue([])
    assert.equal(sqs.calls.length, 0)
  })

  it('are an error if the queue does not accept them', async () => {
    sqs.inject({ operation: 'SendMessageBatch', times: 1, fault: { error: 'InternalError', status: 500 } })
    await assert.rejects(enqueue(batches(1)))
  })

  it('are an error if the queue accepts only some of them', async (t) => {
    const failed = { Id: '1', Code: 'InternalError', SenderFault: false }
    const picky = await startHostileServer({ kind: 'json', body: { Successful: [], Failed: [failed] } })
    t.after(() => picky.close())
    const send = openQueues(sqsClient(picky.url), new Map([[lambdaNetwork, `${picky.url}/batches`]]), unannounced)
    await assert.rejects(send(batches(2)), { message: 'the queue refused 1 of 2 batches' })
  })
})
