import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { CancelRotateSecretCommand } from '@aws-sdk/client-secrets-manager'
import { openRotation } from '../../functions/aws/rotation.ts'
import { openSweep } from '../../functions/aws/versions.ts'
import { type SecretsManager, startSecretsManager } from '../../local/aws/secrets-manager.ts'
import { secretsManagerClient } from '../local/aws/clients.ts'
import { aCheck, aSecret } from '../support/check.ts'
import { noParameters } from '../support/parameters.ts'

let lab: SecretsManager
let rotate: ReturnType<typeof openRotation>
let sweep: ReturnType<typeof openSweep>
beforeEach(async () => {
  lab = await startSecretsManager({ invokeRotation: async () => undefined })
  rotate = openRotation(secretsManagerClient(lab.url))
  sweep = openSweep(secretsManagerClient(lab.url), noParameters)
})
afterEach(() => lab.close())

const check = aCheck()
const token = '3f1d0c9e-5a7b-8c2d-8e4f-0123456789ab'
const keptElsewhere = aCheck({ secret: aSecret({ token: null }, { source: { from: 'file', path: 'token' } }) })
const of = (name: string, id = name) =>
  aCheck({ id, secret: aSecret({ token: null }, { source: { from: 'secrets-manager', id: name } }) })

/** Tokens of the requests to rotate, in order. */
const asked = () =>
  lab.calls
    .filter(({ operation }) => operation === 'RotateSecret')
    .map(({ input }) =>
      typeof input === 'object' && input !== null && 'ClientRequestToken' in input ? input.ClientRequestToken : null,
    )

describe('a request to rotate', () => {
  it('carries the token that makes it one rotation, however often it is sent', async () => {
    await rotate(check, token)
    await rotate(check, token)
    assert.deepEqual(asked(), [token, token])
  })

  const outcomes: [error: string, message: string, outcome: string][] = [
    [
      'InvalidRequestException',
      "A previous rotation isn't complete. That rotation will be reattempted.",
      'in_progress',
    ],
    ['InvalidRequestException', 'No Lambda rotation function ARN is associated with this secret.', 'refused'],
    ['InvalidRequestException', "You can't perform this operation: it was marked for deletion.", 'refused'],
    ['AccessDeniedException', '', 'refused'],
    ['ResourceNotFoundException', '', 'refused'],
    ['InternalServiceError', '', 'refused'],
  ]
  for (const [error, message, outcome] of outcomes)
    it(`that is answered with ${error} ${message} is ${outcome}`, async () => {
      lab.inject({ operation: 'RotateSecret', times: 1, fault: { error, message, status: 400 } })
      assert.equal(await rotate(check, token), outcome)
    })

  it('that is accepted is requested', async () => {
    lab.put('production/ci', 'first')
    lab.enableRotation('production/ci', 'arn:aws:lambda:eu-west-1:123456789012:function:rotate')
    assert.equal(await rotate(check, token), 'requested')
  })

  it('is not sent for a secret outside Secrets Manager', async () => {
    assert.equal(await rotate(keptElsewhere, token), 'refused')
    assert.deepEqual(asked(), [])
  })
})

describe('a sweep', () => {
  it('finds the current version of every secret that a check names, by name or ARN', async () => {
    const [first, second] = [lab.put('production/ci', 'a'), lab.put('production/other', 'b')]
    lab.put('production/unwatched', 'c')
    const byArn = of(lab.describe('production/other').arn, 'by-arn')
    assert.deepEqual(
      (await sweep([check, byArn])).versionIds,
      new Map([
        [check.key, first],
        [byArn.key, second],
      ]),
    )
  })

  it('finds the dates of secrets that Secrets Manager rotates by itself', async () => {
    lab.put('production/ci', 'a')
    lab.put('production/other', 'b')
    lab.enableRotation('production/ci', 'arn:aws:lambda:eu-west-1:123456789012:function:mine', {
      AutomaticallyAfterDays: 30,
    })
    const { nextRotations } = await sweep([check, of('production/other')])
    const days = ((nextRotations.get(check.key) ?? 0) - Date.now()) / 86_400_000
    assert.deepEqual([nextRotations.size, Math.round(days)], [1, 30])
  })

  it('lists a hundred at a time, and stops as soon as it can', async () => {
    const names = Array.from({ length: 230 }, (_, index) => `many/${String(index).padStart(3, '0')}`)
    const versions = new Map(names.map((name) => [name, lab.put(name, 'x')]))
    const checks = names.map((name, index) => of(name, `bot-${index}`))
    const { versionIds } = await sweep(checks)
    assert.deepEqual([...versionIds.values()].toSorted(), [...versions.values()].toSorted())
    assert.equal(lab.calls.length, 3)
  })

  it('leaves out secrets that are not listed, and checks of another stage or store', async () => {
    lab.put('production/ci', 'a')
    const previous = aCheck({ id: 'previous', secret: aSecret({ token: null }, { stage: 'AWSPREVIOUS' }) })
    const { versionIds } = await sweep([of('production/none'), previous, keptElsewhere, aCheck({ secret: null })])
    assert.deepEqual(versionIds, new Map())
  })

  it('finds a new version', async () => {
    lab.put('production/ci', 'a')
    const second = lab.put('production/ci', 'b')
    assert.deepEqual((await sweep([check])).versionIds, new Map([[check.key, second]]))
  })

  it('tells a cancelled rotation from one that was never configured', async () => {
    const client = secretsManagerClient(lab.url)
    const [cancelled, on] = [of('production/cancelled', 'cancelled'), of('production/on', 'on')]
    for (const name of ['production/ci', 'production/cancelled', 'production/on']) lab.put(name, 'a')
    for (const name of ['production/cancelled', 'production/on'])
      lab.enableRotation(name, 'arn:aws:lambda:eu-west-1:123456789012:function:mine')
    await client.send(new CancelRotateSecretCommand({ SecretId: 'production/cancelled' }))
    lab.put('production/partner', 'b', { type: 'SalesforceClientSecret' })
    const { wiring } = await sweep([check, cancelled, on, of('production/partner', 'partner')])
    assert.deepEqual(
      [...wiring],
      [
        [check.key, 'unwired'],
        [cancelled.key, 'cancelled'],
      ],
    )
  })

  it('finds the checks whose secrets AWS rotates', async () => {
    lab.put('production/ci', 'a')
    lab.put('production/partner', 'b', { type: 'SalesforceClientSecret' })
    const partners = of('production/partner', 'partner')
    assert.deepEqual((await sweep([check, partners])).managedByAws, new Set([partners.key]))
  })
})

describe('a sweep', () => {
  it('reads the hosts to which the secrets of a question are bound, and of no other', async () => {
    const client = aSecret(
      { clientId: 'id', clientSecret: 'key' },
      { source: { from: 'secrets-manager', id: 'client' } },
    )
    const question = {
      kind: 'introspection',
      introspectionUrl: 'https://id.example/',
      authentication: 'client_secret_basic',
      client,
    } as const
    const asked = { ...of('both'), question }
    for (const [name, hosts] of [
      ['one', 'api.example'],
      ['empty', ''],
      ['both', '.api.example id.example'],
      ['client', 'id.example'],
    ] as const)
      lab.put(name, 'value', { tags: { 'tokenwatch:hosts': hosts, team: 'x' } })
    lab.put('free', 'value', { tags: { hosts: 'api.example' } })
    const { hosts } = await sweep([of('one'), of('empty'), of('free'), of('gone'), asked])
    assert.deepEqual(
      [...hosts],
      [
        ['production/one', ['api.example']],
        ['production/empty', ['']],
        ['production/both', ['.api.example id.example', 'id.example']],
      ],
    )
  })
})
