import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { openConsumerObservations } from '../../functions/aws/consumer-observations.ts'
import { type ConsumerObservations, lastReports } from '../../functions/core/consumers/observations.ts'
import { type DynamoDb, startDynamoDb } from '../../local/aws/dynamodb.ts'
import { dynamoDbClient } from '../local/aws/clients.ts'

describe('the last observations of consumers', () => {
  let dynamodb: DynamoDb
  let client: DynamoDBClient
  before(async () => {
    dynamodb = await startDynamoDb()
    await dynamodb.createTable('tokenwatch')
    client = dynamoDbClient(dynamodb.url)
  })
  after(async () => {
    client.destroy()
    await dynamodb.close()
  })

  const check = 'production/ci-bot'
  const seen = (at: number, state: 'fresh' | 'stale' | 'unknown'): ConsumerObservations => ({
    check,
    at,
    currentId: 'C',
    previousId: 'V',
    promotedAt: 1,
    consumers: [{ consumer: 'web', state }],
  })

  it('are empty before the first review', async () =>
    assert.deepEqual(await lastReports(check, openConsumerObservations(client, 'tokenwatch')), []))

  it('are those of the latest review, whichever was written last', async () => {
    const observations = openConsumerObservations(client, 'tokenwatch')
    await observations.writeObservations(seen(20, 'fresh'))
    await observations.writeObservations(seen(10, 'stale'))
    assert.deepEqual(await lastReports(check, observations), [{ consumer: 'web', versionId: 'C', at: 20 }])
    await observations.writeObservations(seen(30, 'stale'))
    assert.deepEqual(await lastReports(check, observations), [{ consumer: 'web', versionId: 'V', at: 30 }])
  })

  it('leave out unknown consumers', async () => {
    const observations = openConsumerObservations(client, 'tokenwatch')
    await observations.writeObservations(seen(40, 'unknown'))
    assert.deepEqual(await lastReports(check, observations), [])
  })
})
