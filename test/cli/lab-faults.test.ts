import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { announcer } from '../../cli/start/announcer.ts'
import { type LabFaults, openLabFaults } from '../../cli/start/lab-faults.ts'
import { openTable } from '../../functions/aws/table.ts'
import type { Stack } from '../../local/stack.ts'
import type { StoryFault } from '../../local/stories/faults.ts'
import { dynamoDbClient } from '../local/aws/clients.ts'
import {
  aWatch,
  deploymentOf,
  hookLimit,
  keepOpen,
  pagesOf,
  stackCadence,
  startProduct,
  startWatching,
} from '../support/stack.ts'

const fault = (id: string, check: StoryFault['checks'][number]): StoryFault => ({
  id,
  title: id,
  expected: 'its check becomes invalid',
  checks: [check],
  inject: async () => async () => {},
})

describe('a fault that is injected from the page of a lab', { timeout: 120_000 }, () => {
  const keep = keepOpen()
  let stack: Stack
  let faults: LabFaults
  before(async () => {
    const { api } = keep(await startProduct())
    const deployment = deploymentOf([aWatch('wiki', `${api.url}/me`), aWatch('chat', `${api.url}/me`)])
    const dead = { 'production/wiki': 'a-token-that-nobody-honours', 'production/chat': 'another-that-nobody-honours' }
    stack = keep(await startWatching(deployment, dead))
    const announce = await announcer(stack.aws.environment('operator'), 'tokenwatch')
    faults = openLabFaults(
      [fault('token.revoked', 'production/wiki'), fault('scope.reduced', 'production/chat')],
      announce,
      () => {},
    )
  }, hookLimit)

  async function lease() {
    const client = dynamoDbClient(stack.aws.dynamodb.url)
    try {
      return await openTable(client, 'tokenwatch').readExperiment()
    } finally {
      client.destroy()
    }
  }

  it('is announced, so that the pages of its checks say EXPERIMENT and those of others do not', async () => {
    await faults.act('token.revoked', 'inject')
    await stack.tick(stackCadence)
    const subjects = pagesOf(stack).map(({ subject }) => subject)
    assert.deepEqual(subjects.toSorted(), [
      'ALARM: EXPERIMENT: production/wiki rejected',
      'ALARM: production/chat rejected',
    ])
  })

  it('shares one lease with the others, which outlives them by the time of a recovery', async () => {
    await faults.act('scope.reduced', 'inject')
    assert.deepEqual((await lease())?.checks, ['production/wiki', 'production/chat'])
    await faults.act('token.revoked', 'stop')
    const left = (await lease())?.until ?? 0
    assert.ok(left > Date.now() + 60_000)
    await faults.close()
    const last = (await lease())?.until ?? 0
    assert.ok(last > Date.now() && last <= Date.now() + 60_000, `${last}`)
  })
})
