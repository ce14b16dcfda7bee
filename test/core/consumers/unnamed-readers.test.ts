import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { watchConsumers } from '../../../functions/core/consumers/watch.ts'
import { openNetwork } from '../../../functions/core/probe/network/lanes.ts'
import type { SecretHistory } from '../../../functions/core/probe/versions/history.ts'
import { aCheck } from '../../support/check.ts'

const role = (name: string) => `arn:aws:iam::123456789012:role/${name}`
const trail = { kind: 'cloudTrail', name: 'reports', roleArn: role('reports') } as const

const history: SecretHistory = {
  arn: 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:production/ci-AbCdEf',
  name: 'production/ci',
  currentId: 'new',
  previousId: 'old',
  knownIds: ['new', 'old'],
  promotedAt: 0,
  previousReadOn: null,
  replicas: new Map(),
}

async function unnamedOf(readers: readonly string[] | null, consumers = [trail]) {
  let asked = 0
  const observations = await watchConsumers({ ...aCheck({}), consumers }, history, {
    network: openNetwork(),
    readCredential: async () => ({ kind: 'failure', reason: 'secret_missing', code: 'none' }),
    evidenceSource: async () => ({ kind: 'read', since: true }),
    readersSince: async () => {
      asked += 1
      return readers
    },
    log: () => {},
    now: () => 0,
  })
  return { asked, unnamed: observations.unnamed }
}

describe('the readers that CloudTrail shows', () => {
  it('are named if no consumer is their role, and Tokenwatch is none of them', async () => {
    const readers = [role('reports'), role('billing'), role('tokenwatch-acme-ProbeRole-A1B2C3D4E5F6')]
    assert.deepEqual(await unnamedOf(readers), { asked: 1, unnamed: [role('billing')] })
  })

  it('hold the drain too if CloudTrail cannot name them', async () => {
    assert.deepEqual((await unnamedOf(null)).unnamed, ['a reader that CloudTrail could not name'])
  })

  it('are named as far as a stored observation has room, and the others are counted', async () => {
    const { unnamed = [] } = await unnamedOf(Array.from({ length: 5_000 }, (_, at) => role(`reader-${at}`)))
    assert.ok(Buffer.byteLength(JSON.stringify(unnamed)) < 25_000)
    assert.equal(unnamed.at(-1), `${5_000 - unnamed.length + 1} others`)
  })

  it('are asked for only where a consumer needs CloudTrail', async () => {
    assert.deepEqual(await unnamedOf([role('billing')], []), { asked: 0, unnamed: [] })
  })
})
