import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type DynamoDBClient, GetItemCommand, PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb'
import { type DynamoDb, startDynamoDb } from '../../../local/aws/dynamodb.ts'
import { dynamoDbClient } from './clients.ts'

let lab: DynamoDb
let client: DynamoDBClient
const TableName = 'state'

before(async () => {
  lab = await startDynamoDb()
  client = dynamoDbClient(lab.url)
  await lab.createTable(TableName)
})
after(() => lab.close())

const key = (sk: string) => ({ pk: { S: 'check' }, sk: { S: sk } })

test('an item is written and read back', async () => {
  const Item = { ...key('a'), note: { S: 'ü' }, count: { N: '7' } }
  await client.send(new PutItemCommand({ TableName, Item }))
  assert.deepEqual((await client.send(new GetItemCommand({ TableName, Key: key('a') }))).Item, Item)
})

test('one of two conditional writes succeeds', async () => {
  const write = () =>
    client.send(new PutItemCommand({ TableName, Item: key('once'), ConditionExpression: 'attribute_not_exists(pk)' }))
  await write()
  await assert.rejects(write(), { name: 'ConditionalCheckFailedException' })
})

test('items of one partition are queried in order', async () => {
  for (const sk of ['q2', 'q1', 'q3']) await client.send(new PutItemCommand({ TableName, Item: key(sk) }))
  const { Items } = await client.send(
    new QueryCommand({
      TableName,
      KeyConditionExpression: 'pk = :pk and begins_with(sk, :q)',
      ExpressionAttributeValues: { ':pk': { S: 'check' }, ':q': { S: 'q' } },
    }),
  )
  assert.deepEqual(
    Items?.map(({ sk }) => sk?.S),
    ['q1', 'q2', 'q3'],
  )
})

test('calls are counted and can fail, and a write whose answer was lost is stored', async () => {
  lab.inject({ operation: 'PutItem', times: 1, fault: { error: 'InternalServerError', status: 500 } })
  lab.inject({ operation: 'PutItem', times: 1, fault: { reset: true }, after: true })
  const put = (sk: string) => client.send(new PutItemCommand({ TableName, Item: key(sk) }))
  await assert.rejects(put('refused'), { name: 'InternalServerError' })
  await assert.rejects(put('lost'), { code: 'ECONNRESET' })
  const read = async (sk: string) => (await client.send(new GetItemCommand({ TableName, Key: key(sk) }))).Item
  assert.equal(await read('refused'), undefined)
  assert.deepEqual(await read('lost'), key('lost'))
  assert.deepEqual(
    lab.calls.slice(-4).map(({ operation }) => operation),
    ['PutItem', 'PutItem', 'GetItem', 'GetItem'],
  )
})
