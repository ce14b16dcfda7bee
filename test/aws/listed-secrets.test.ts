import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { openListing } from '../../functions/aws/listed-secrets.ts'
import { type SecretsManager, startSecretsManager } from '../../local/aws/secrets-manager.ts'
import { secretsManagerClient } from '../local/aws/clients.ts'

const stored = 1_200

describe('listing the wanted secrets of a large account', () => {
  let lab: SecretsManager
  let arn: string
  before(async () => {
    lab = await startSecretsManager({ invokeRotation: async () => {} })
    // A listing begins with the newest, so that these are on its last page.
    for (const name of ['wiki', 'chat', 'orders']) lab.put(name, 'value')
    for (let index = 0; index < stored; index++) lab.put(`other/${index}`, 'value')
    arn = lab.describe('chat').arn
  })
  after(() => lab.close())

  /** Calls that a listing makes, and what it found. */
  async function counted(list: ReturnType<typeof openListing>, ids: readonly string[]) {
    const before = lab.calls.length
    const { found, absent } = await list(new Set(ids))
    return { calls: lab.calls.length - before, found: [...found.keys()].toSorted(), absent: [...absent].toSorted() }
  }

  const foreign = 'arn:aws:secretsmanager:eu-west-1:210987654321:secret:wiki-AbCdEf'
  const gone = (name: string) => `arn:aws:secretsmanager:eu-west-1:123456789012:secret:${name}-AbCdEf`

  it('takes no more calls for a missing and a foreign secret than look-ups of the rest', async () => {
    const list = openListing(secretsManagerClient(lab.url))
    const ids = ['wiki', arn, 'orders', 'wik', foreign, gone('chat')]
    const wanted = { found: ['wiki', arn, 'orders'].toSorted(), absent: ['wik', gone('chat')].toSorted() }
    assert.deepEqual(await counted(list, ids), { calls: 2 + 5, ...wanted })
    assert.deepEqual(await counted(list, ids), { calls: 2 + 5, ...wanted })
  })

  it('looks up ten at most, and each absent one in its turn', async () => {
    const list = openListing(secretsManagerClient(lab.url))
    const missing = Array.from({ length: 25 }, (_, index) => `missing/${index}`)
    const whole = await counted(list, ['wiki', ...missing])
    assert.deepEqual([whole.calls, whole.found, whole.absent.length], [13, ['wiki'], 25])
    const seen = new Set<string>()
    for (let tick = 0; tick < 3; tick++) {
      const { calls, found, absent } = await counted(list, ['wiki', ...missing])
      assert.deepEqual([calls, found, absent.length], [2 + 1 + (tick === 2 ? 9 : 9), ['wiki'], 9], `tick ${tick}`)
      for (const id of absent) seen.add(id)
    }
    assert.equal(seen.size, 25)
  })

  it('finds one that comes back', async () => {
    const list = openListing(secretsManagerClient(lab.url))
    assert.deepEqual((await counted(list, ['back'])).absent, ['back'])
    lab.put('back', 'value')
    assert.deepEqual(await counted(list, ['back']), { calls: 1, found: ['back'], absent: [] })
    assert.deepEqual(await counted(list, ['back']), { calls: 1, found: ['back'], absent: [] })
  })

  it('settles nothing about names that many others begin with', async () => {
    const list = openListing(secretsManagerClient(lab.url))
    assert.deepEqual(await counted(list, ['other/']), { calls: 2 + 3, found: [], absent: [] })
  })
})
