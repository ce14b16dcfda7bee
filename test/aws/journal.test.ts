import assert from 'node:assert/strict'
import { after, before, it } from 'node:test'
import { openJournal } from '../../functions/aws/journal.ts'
import { advanced, begun } from '../../functions/core/rotation/record.ts'
import { type DynamoDb, startDynamoDb } from '../../local/aws/dynamodb.ts'
import { dynamoDbClient } from '../local/aws/clients.ts'

let lab: DynamoDb
before(async () => {
  lab = await startDynamoDb({})
  await lab.createTable('tokenwatch')
})
after(() => lab.close())

const beginning = {
  check: 'production/ci-bot',
  versionId: '3f1d0c9e-5a7b-8c2d-8e4f-0123456789ab',
  class: 'rotate_dead',
  generation: 0,
  baseVersionId: 'version-1',
  by: 'test',
} as const

it('a claim is won although the copy for the audit is throttled, and the audit misses nothing', async () => {
  const client = dynamoDbClient(lab.url)
  const journal = openJournal(client, 'tokenwatch')
  const first = begun(null, beginning, 1_000)
  assert.equal(await journal.write(first), true)
  const claimed = advanced(first, { phase: 'claimed', at: 2_000, by: 'test', outcome: 'claimed' })
  lab.inject({
    operation: 'PutItem',
    times: Number.POSITIVE_INFINITY,
    fault: { error: 'ThrottlingException', status: 400 },
    when: ({ input }) => JSON.stringify(input).includes('past#'),
  })
  assert.equal(await journal.write(claimed), true)
  assert.equal(await journal.write(claimed), false)
  assert.deepEqual(
    (await journal.history('production/ci-bot', 10)).map(({ phase }) => phase),
    ['claimed'],
  )
  client.destroy()
})
