import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { openShadow, shadowing } from '../../functions/aws/shadow.ts'
import type { Message } from '../../functions/core/alerting/messages/message.ts'
import type { ShadowMessage } from '../../functions/core/state/shadow-message.ts'
import { type DynamoDb, startDynamoDb } from '../../local/aws/dynamodb.ts'
import { dynamoDbClient } from '../local/aws/clients.ts'

const at = Date.parse('2026-11-21T23:59:00Z')
const shadowAt = (instant: number, key: `${string}/${string}` = 'production/wiki'): ShadowMessage => ({
  at: instant,
  to: 'page',
  kind: 'open',
  isEnd: false,
  checks: [{ key, owner: 'docs' }],
  headline: 'The credential production/wiki has expired',
})
const message: Message = { to: 'page', subject: 'ALARM: x', json: '{}', text: 'x', chat: '{}', routes: ['production'] }

describe('messages of checks in the shadow', () => {
  let lab: DynamoDb
  let shadow: ReturnType<typeof openShadow>
  before(async () => {
    lab = await startDynamoDb()
    await lab.createTable('state')
    shadow = openShadow(dynamoDbClient(lab.url), 'state')
  })
  after(() => lab.close())

  it('are found since an instant, over days, each once however often it was recorded', async () => {
    const [early, late, other] = [shadowAt(at), shadowAt(at + 120_000), shadowAt(at + 120_000, 'production/chat')]
    for (const one of [late, early, other, early]) await shadow.record(one)
    const found = await shadow.since(at, at + 86_400_000)
    assert.deepEqual(new Set(found), new Set([early, late, other]))
    assert.equal(found.length, 3)
    assert.equal((await shadow.since(at + 1, at + 86_400_000)).length, 2)
  })

  it('are not published, and all others are', async () => {
    const published: Message[] = []
    const recorded: ShadowMessage[] = []
    const publish = shadowing(async (one) => void published.push(one), {
      record: async (one) => void recorded.push(one),
    })
    await publish(message)
    await publish({ ...message, shadow: shadowAt(at) })
    assert.deepEqual([published, recorded], [[message], [shadowAt(at)]])
  })
})
