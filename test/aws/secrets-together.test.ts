import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { openSecrets, type SecretsAhead } from '../../functions/aws/secrets.ts'
import { type SecretsManager, startSecretsManager } from '../../local/aws/secrets-manager.ts'
import { secretsManagerClient } from '../local/aws/clients.ts'
import { aSecret } from '../support/check.ts'

let lab: SecretsManager
let secrets: SecretsAhead
let clockMs = 0
beforeEach(async () => {
  lab = await startSecretsManager({ invokeRotation: async () => undefined })
  secrets = openSecrets(secretsManagerClient(lab.url), () => clockMs, { together: true })
  clockMs = Date.now()
})
afterEach(() => lab.close())

const names = (count: number) => Array.from({ length: count }, (_, index) => `production/ci-${index}`)
const named = (id: string, stage = 'AWSCURRENT' as const) =>
  aSecret({ token: null }, { source: { from: 'secrets-manager', id }, stage })
const putAll = (ids: readonly string[]) => new Map(ids.map((id) => [id, lab.put(id, `value of ${id}`)]))

/** Reads ahead as a batch does, and then each secret for its check. */
function readBatch(ids: readonly string[], versions: ReadonlyMap<string, string> = new Map()) {
  secrets.readAhead(ids.map((id) => ({ reference: named(id), versionId: versions.get(id) })))
  return Promise.all(ids.map((id) => read(id, versions.get(id))))
}

async function read(id: string, versionId?: string) {
  const found = await secrets.readCredential(named(id), { versionId })
  return found.kind === 'read'
    ? [found.credential.open('token'), found.credential.versionId]
    : [found.reason, found.code]
}

const calls = () => {
  const operations = lab.calls.map(({ operation }) => operation)
  const of = (name: string) => operations.filter((operation) => operation === name).length
  return { together: of('BatchGetSecretValue'), alone: of('GetSecretValue') }
}

describe('the secrets of a batch', () => {
  it('are read with one call for twenty, with their versions', async () => {
    const versions = putAll(names(45))
    assert.deepEqual(
      await readBatch(names(45), versions),
      names(45).map((id) => [`value of ${id}`, versions.get(id)]),
    )
    assert.deepEqual(calls(), { together: 3, alone: 0 })
  })

  it('are held for ten minutes, and read again at once where the sweep has seen another version', async () => {
    const versions = putAll(names(20))
    await readBatch(names(20), versions)
    await readBatch(names(20), versions)
    assert.deepEqual(calls(), { together: 1, alone: 0 })
    const rotated = new Map([...versions, ...names(2).map((id) => [id, lab.put(id, 'next')] as const)])
    assert.deepEqual((await readBatch(names(20), rotated)).slice(0, 3), [
      ['next', rotated.get('production/ci-0')],
      ['next', rotated.get('production/ci-1')],
      ['value of production/ci-2', versions.get('production/ci-2')],
    ])
    assert.deepEqual(calls(), { together: 2, alone: 0 })
    clockMs += 600_000
    await readBatch(names(20), rotated)
    assert.deepEqual(calls(), { together: 3, alone: 0 })
  })

  it('are the same for a name and for an ARN, and say the same of a value of bytes as alone', async () => {
    const versionId = lab.put('production/ci-0', 'first')
    lab.putBinary('production/bytes', Buffer.from('second'))
    const { arn } = lab.describe('production/ci-0')
    const found = await readBatch(['production/ci-0', arn, 'production/bytes'])
    assert.deepEqual(found.slice(0, 2), [
      ['first', versionId],
      ['first', versionId],
    ])
    assert.deepEqual(calls(), { together: 1, alone: 0 })
    clockMs += 600_000
    assert.deepEqual(found[2], await read('production/bytes'))
    assert.deepEqual(calls(), { together: 1, alone: 1 })
  })

  it('cost a call alone where one is missing or denied, whose answer is the reason', async () => {
    putAll(names(3))
    assert.deepEqual((await readBatch([...names(3), 'production/lost'])).at(-1), [
      'secret_missing',
      'ResourceNotFoundException',
    ])
    assert.deepEqual(calls(), { together: 1, alone: 1 })
  })

  it('are read alone past what is held, for a person who needs the newest value', async () => {
    putAll(names(2))
    await readBatch(names(2))
    await secrets.readCredential(named('production/ci-0'), { fresh: true })
    assert.deepEqual(calls(), { together: 1, alone: 1 })
  })

  it('are read alone where there is only one', async () => {
    putAll(names(1))
    await readBatch(names(1))
    assert.deepEqual(calls(), { together: 0, alone: 1 })
  })

  it('are read alone if a call fails, and for an hour once two calls had no value', async () => {
    const versions = putAll(names(3))
    const values = names(3).map((id) => [`value of ${id}`, versions.get(id)])
    const read = async () => {
      const before = calls()
      assert.deepEqual(await readBatch(names(3), versions), values)
      clockMs += 600_000
      return [calls().together > before.together, calls().alone - before.alone]
    }
    for (const fault of [{ error: 'AccessDeniedException' }, { hang: true }] as const) {
      lab.inject({ operation: 'BatchGetSecretValue', times: 1, fault })
      assert.deepEqual(await read(), [true, 3])
    }
    for (let times = 0; times < 5; times += 1) assert.deepEqual(await read(), [false, 3])
    assert.deepEqual(await read(), [true, 0])
  })
})
