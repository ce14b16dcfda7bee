import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { deliveryOf } from '../../../functions/core/model/audience.ts'
import type { Subscriber } from '../../../functions/core/model/deployment.ts'

const key = { region: 'eu', integrationKey: { secretId: 'pagerduty', field: null, keyArn: null } } as const

describe('messages', () => {
  const rows: readonly (readonly [subscriber: Subscriber, by: string])[] = [
    [{ kind: 'email', address: 'a@example.com' }, 'topic'],
    [{ kind: 'https', url: 'https://example.com' }, 'topic'],
    [{ kind: 'lambda', functionArn: 'arn:f' }, 'topic'],
    [{ kind: 'sqs', queueArn: 'arn:q' }, 'topic'],
    [{ kind: 'pagerduty', via: 'cloudwatch', versionId: 'v', ...key }, 'topic'],
    [{ kind: 'pagerduty', via: 'events', ...key }, 'notify'],
    [{ kind: 'slack', workspaceId: 'T1', channelId: 'C1' }, 'chat'],
  ]
  for (const [subscriber, by] of rows)
    it(`to ${subscriber.kind}${'via' in subscriber ? ` by ${subscriber.via}` : ''} go by ${by}`, () =>
      assert.equal(deliveryOf(subscriber).by, by))
})
