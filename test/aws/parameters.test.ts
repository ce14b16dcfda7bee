import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { connectParameters, openParameters } from '../../functions/aws/parameters.ts'
import type { Secrets } from '../../functions/aws/secrets.ts'
import { openSweep } from '../../functions/aws/versions.ts'
import type { ReadOptions } from '../../functions/core/probe/attempt.ts'
import { type Parameters, type StoredAs, startParameters } from '../../local/aws/parameters.ts'
import { type SecretsManager, startSecretsManager } from '../../local/aws/secrets-manager.ts'
import { secretsManagerClient, ssmSettings } from '../local/aws/clients.ts'
import { aCheck, aSecret } from '../support/check.ts'

const minuteMs = 60_000
const secure: StoredAs = { type: 'SecureString' }
const named = (name: string) => aSecret({ token: null }, { source: { from: 'parameter-store', name } })

let lab: Parameters
let parameters: Secrets
let clockMs = 0
beforeEach(async () => {
  lab = await startParameters()
  clockMs = Date.now()
  parameters = openParameters(
    () => connectParameters(ssmSettings(lab.url)),
    () => clockMs,
  )
})
afterEach(() => lab.close())

/** Resolves with the value and its version, or with the failure. */
async function read(options: ReadOptions = {}, reference = named('/production/ci')) {
  const read = await parameters.readCredential(reference, options)
  return read.kind === 'read'
    ? [read.credential.open('token'), numberIn(read.credential.versionId)]
    : [read.reason, read.code]
}

/** Returns the number of a version, without its date. */
const numberIn = (versionId: string | null | undefined) => versionId?.split(' of ')[0]

const newestId = async () => {
  const read = await openParameters(() => connectParameters(ssmSettings(lab.url)), Date.now).readCredential(
    named('/production/ci'),
    {},
  )
  return read.kind === 'read' ? (read.credential.versionId ?? '') : ''
}

const asked = (operation: string) => lab.calls.filter((call) => call.operation === operation)

describe('a parameter', () => {
  it('is read decrypted by its name, with the number of its version', async () => {
    lab.put('/production/ci', 'first', secure)
    assert.deepEqual(await read(), ['first', '1'])
    assert.deepEqual(
      asked('GetParameter').map(({ input }) => input),
      [{ Name: '/production/ci', WithDecryption: true }],
    )
  })

  it('is cached for ten minutes, and then read again', async () => {
    lab.put('/production/ci', 'first', secure)
    await read()
    lab.put('/production/ci', 'second', secure)
    clockMs += 10 * minuteMs - 1
    assert.deepEqual(await read(), ['first', '1'])
    clockMs += 1
    assert.deepEqual(await read(), ['second', '2'])
  })

  it('is read again as soon as another version is required, or a fresh value', async () => {
    lab.put('/production/ci', 'first', secure)
    const first = await newestId()
    await read({ versionId: first })
    await read({ versionId: first })
    assert.equal(asked('GetParameter').length, 2)
    lab.put('/production/ci', 'second', secure)
    const second = await newestId()
    assert.deepEqual(await read({ versionId: second }), ['second', '2'])
    await read({ versionId: second, fresh: true })
    assert.equal(asked('GetParameter').length, 5)
  })

  it('is another one where it was deleted and stored again, under the number of the one before', async () => {
    lab.put('/production/ci', 'first', secure)
    await read()
    lab.remove('/production/ci')
    lab.put('/production/ci', 'second', secure)
    assert.deepEqual(await read({ versionId: await newestId() }), ['second', '1'])
  })

  it('is read once for all concurrent callers', async () => {
    lab.put('/production/ci', 'first', secure)
    await Promise.all([read(), read(), read({ fresh: true })])
    assert.equal(asked('GetParameter').length, 1)
  })

  it('may hold an object of which the check names the keys', async () => {
    lab.put('/production/ci', JSON.stringify({ access_token: 'inside' }), secure)
    assert.deepEqual(await read({}, { ...named('/production/ci'), fields: { token: 'access_token' } }), ['inside', '1'])
  })

  for (const type of ['String', 'StringList'] as const)
    it(`of type ${type} is refused: it lies open`, async () => {
      lab.put('/production/ci', 'open', { type })
      assert.deepEqual(await read(), ['secret_malformed', 'not_a_secure_string'])
    })

  it('that is not there is missing', async () =>
    assert.deepEqual(await read(), ['secret_missing', 'ParameterNotFound']))

  const failures = [
    ['AccessDeniedException', 'secret_denied'],
    ['InvalidKeyId', 'secret_denied'],
    ['ThrottlingException', 'secret_unavailable'],
    ['InternalServerError', 'secret_unavailable'],
  ] as const
  for (const [error, reason] of failures)
    it(`that is answered with ${error} is ${reason}`, async () => {
      lab.put('/production/ci', 'first', secure)
      lab.inject({ operation: 'GetParameter', times: 1, fault: { error } })
      assert.deepEqual(await read(), [reason, error])
    })

  it('that is refused and not listed is missing', async () => {
    lab.inject({ operation: 'GetParameter', times: 1, fault: { error: 'AccessDeniedException' } })
    assert.deepEqual(await read({ unlisted: true }), ['secret_missing', 'not_listed'])
  })

  describe('that may be bound to hosts', () => {
    const bound = (reference = named('/production/ci')) => {
      parameters = openParameters(
        () => connectParameters(ssmSettings(lab.url)),
        () => clockMs,
        { bound: true },
      )
      return parameters.readCredential(reference, {})
    }
    const hostsOf = async () => {
      const found = await bound()
      return found.kind === 'read' ? found.hosts : found.code
    }

    it('is read with its tag, or with the note that it has none', async () => {
      lab.put('/production/ci', 'first', secure)
      assert.equal(await hostsOf(), null)
      lab.tag('/production/ci', { team: 'payments', 'tokenwatch:hosts': 'api.acme.example' })
      assert.equal(await hostsOf(), 'api.acme.example')
      lab.tag('/production/ci', { 'tokenwatch:hosts': '' })
      assert.equal(await hostsOf(), '')
      assert.deepEqual(asked('ListTagsForResource').at(-1)?.input, {
        ResourceType: 'Parameter',
        ResourceId: '/production/ci',
      })
    })

    it('is asked for its tags when its value is read, and not while it is held', async () => {
      lab.put('/production/ci', 'first', secure)
      await bound()
      for (const options of [{}, { versionId: await newestId() }, { fresh: true }])
        await parameters.readCredential(named('/production/ci'), options)
      assert.equal(asked('ListTagsForResource').length, 2)
    })

    it('is not read without the answer about its tags', async () => {
      lab.put('/production/ci', 'first', secure)
      const codes = [
        ['AccessDeniedException', 'secret_denied', 'tags_denied'],
        ['ThrottlingException', 'secret_unavailable', 'ThrottlingException'],
        ['InternalServerError', 'secret_unavailable', 'InternalServerError'],
      ] as const
      for (const [error, reason, code] of codes) {
        lab.inject({ operation: 'ListTagsForResource', times: 9, fault: { error } })
        assert.deepEqual(await bound(), { kind: 'failure', reason, code })
        lab.clearFaults()
      }
    })

    it('that is not there is missing, whatever its tags say', async () =>
      assert.equal(await hostsOf(), 'ParameterNotFound'))
  })

  it('asks for no tags where nothing is bound', async () => {
    lab.put('/production/ci', 'first', secure)
    await read()
    assert.deepEqual(asked('ListTagsForResource'), [])
  })

  it('is the only thing that this reads', async () =>
    assert.deepEqual(await read({}, aSecret()), ['secret_missing', 'not_in_parameter_store']))
})

describe('a sweep over parameters', () => {
  let secretsManager: SecretsManager
  let faults: string[]
  let sweep: ReturnType<typeof openSweep>
  beforeEach(async () => {
    secretsManager = await startSecretsManager({ invokeRotation: async () => undefined })
    faults = []
    sweep = openSweep(secretsManagerClient(secretsManager.url), {
      connect: () => connectParameters(ssmSettings(lab.url)),
      onFault: (code) => faults.push(code),
    })
  })
  afterEach(() => secretsManager.close())

  const of = (name: string) => aCheck({ id: name.replaceAll('/', ''), secret: named(name) })
  const beside = aCheck({
    id: 'beside',
    secret: aSecret({ token: null }, { source: { from: 'secrets-manager', id: 'beside' } }),
  })

  it('finds the newest versions without reading a value, fifty in a call', async () => {
    const checks = Array.from({ length: 120 }, (_, index) => of(`/production/t${index}`))
    for (const index of checks.keys()) lab.put(`/production/t${index}`, 'x', secure)
    lab.put('/production/t7', 'y', secure)
    const { versionIds, absent, untold } = await sweep(checks)
    assert.deepEqual([versionIds.size, numberIn(versionIds.get('production/productiont7'))], [120, '2'])
    assert.deepEqual([absent.size, untold.size], [0, 0])
    assert.deepEqual([asked('DescribeParameters').length, asked('GetParameter').length], [3, 0])
  })

  it('says which are not there, in a complete answer only', async () => {
    lab.put('/a', 'x', secure)
    const checks = [of('/a'), of('/b')]
    assert.deepEqual([...(await sweep(checks)).absent], ['production/b'])
    lab.inject({ operation: 'DescribeParameters', times: 1, fault: { error: 'ValidationException' } })
    const { absent, untold, versionIds } = await sweep(checks)
    assert.deepEqual([[...absent], [...untold], versionIds.size], [[], ['production/a', 'production/b'], 0])
    assert.deepEqual(faults, ['ValidationException'])
  })

  it('that fails takes nothing from the secrets beside it', async () => {
    const versionId = secretsManager.put('beside', 'x')
    lab.inject({ operation: 'DescribeParameters', times: 1, fault: { error: 'AccessDeniedException' } })
    assert.deepEqual([...(await sweep([of('/a'), beside])).versionIds], [['production/beside', versionId]])
    assert.deepEqual(faults, ['AccessDeniedException'])
  })

  it('calls nobody where no check names one', async () => {
    await sweep([beside])
    assert.deepEqual(lab.calls, [])
  })
})
