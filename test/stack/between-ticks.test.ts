import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { openTable } from '../../functions/aws/table.ts'
import { deliveryEvent } from '../../functions/core/tick/between-ticks.ts'
import type { Stack } from '../../local/stack.ts'
import { dynamoDbClient } from '../local/aws/clients.ts'
import { aWatch, deploymentOf, hookLimit, keepOpen, pagesOf, startWatching, stateOf } from '../support/stack.ts'
import { synthesize } from '../support/synth.ts'
import { aState, pendingMessage } from '../support/verdict.ts'

const check = 'production/orders'
const every = (span: '24h' | '5m') => deploymentOf([aWatch('orders', 'https://api.example/me', { every: span })])

describe('a page of a daily check that waits', { timeout: 60_000 }, () => {
  let stack: Stack
  const opened = keepOpen()
  before(async () => {
    stack = opened(await startWatching(every('24h'), { [check]: 'made-up-token' }))
    const pending = [pendingMessage('open', { at: Date.now() - 120_000 })]
    const { url } = stack.aws.dynamodb
    await openTable(dynamoDbClient(url), 'tokenwatch').write(aState({ check, pending }))
  }, hookLimit)

  it('is delivered between two ticks, once', async () => {
    for (const _ of [1, 2]) assert.equal((await stack.functions.tick.invoke(deliveryEvent)).ok, true)
    assert.deepEqual(
      pagesOf(stack).map(({ subject }) => subject),
      ['ALARM: production/orders revoked'],
    )
    assert.deepEqual((await stateOf(stack, check)).pending, [])
  })

  it('has a schedule of its own only if all ticks are far apart', async () => {
    const inputs = async (span: '24h' | '5m') =>
      [...(await synthesize(every(span))).resources.values()].flatMap(({ Type, Properties }) =>
        Type === 'AWS::Scheduler::Schedule' ? [JSON.stringify(Properties)] : [],
      )
    const delivers = (input: string) => input.includes('deliver\\":true') && input.includes('rate(10 minutes)')
    assert.equal((await inputs('24h')).filter(delivers).length, 1)
    assert.equal((await inputs('5m')).filter(delivers).length, 0)
  })
})
