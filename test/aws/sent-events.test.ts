import assert from 'node:assert/strict'
import { it } from 'node:test'
import { openSentEvents } from '../../functions/aws/sent-events.ts'
import { startDynamoDb } from '../../local/aws/dynamodb.ts'
import { dynamoDbClient } from '../local/aws/clients.ts'
import { nowMs } from '../support/reading.ts'

it('the newest event of an incident is kept for each service, and an older one is refused', async () => {
  await using closing = new AsyncDisposableStack()
  const lab = await startDynamoDb()
  closing.defer(() => lab.close())
  await lab.createTable('state')
  const events = openSentEvents(dynamoDbClient(lab.url), 'state')
  const claim = (service: string, sequence: number, action: 'trigger' | 'resolve') =>
    events.claim(service, 'a', { sequence, action }, nowMs)
  assert.equal(await events.newest('s', 'a'), null)
  assert.deepEqual(
    [await claim('s', 2, 'resolve'), await claim('s', 1, 'trigger'), await claim('s', 2, 'resolve')],
    [true, false, true],
  )
  assert.equal(await claim('t', 1, 'trigger'), true)
  assert.deepEqual(await events.newest('s', 'a'), { sequence: 2, action: 'resolve' })
})
