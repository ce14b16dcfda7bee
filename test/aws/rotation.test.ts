import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { openRotation } from '../../functions/aws/rotation.ts'
import { openSweep } from '../../functions/aws/versions.ts'
import { type SecretsManager, startSecretsManager } from '../../local/aws/secrets-manager.ts'
import { secretsManagerClient } from '../local/aws/clients.ts'
import { aCheck, aSecret } from '../support/check.ts'

let lab: SecretsManager
let rotate: ReturnType<typeof openRotation>
let sweep: ReturnType<typeof openSweep>
beforeEach(async () => {
  lab = await startSecretsManager({ invokeRotation: async () => undefined })
  rotate = openRotation(secretsManagerClient(lab.url))
  sweep = openSweep(secretsManagerClient(lab.url))
})
afterEach(() => lab.close())

const check = aCheck()
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
  it('is one rotation, however often and by whomever it is made', async () => {
    await rotate(check, 'version-1')
    await rotate(aCheck({ id: 'another-check' }), 'version-1')
    const [first, second] = asked()
    assert.match(String(first), /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/)
    assert.equal(first, second)
  })

  it('is another rotation away from another version, or of another secret', async () => {
    await rotate(check, 'version-1')
    await rotate(check, 'version-2')
    await rotate(of('production/other'), 'version-1')
    assert.equal(new Set(asked()).size, 3)
  })

  const outcomes: [string, string][] = [
    ['InvalidRequestException', 'in_progress'],
    ['AccessDeniedException', 'refused'],
    ['ResourceNotFoundException', 'refused'],
    ['InternalServiceError', 'refused'],
  ]
  for (const [error, outcome] of outcomes)
    it(`that is answered with ${error} is ${outcome}`, async () => {
      lab.inject({ operation: 'RotateSecret', times: 1, fault: { error, status: 400 } })
      assert.equal(await rotate(check, 'version-1'), outcome)
    })

  it('that is accepted is requested', async () => {
    lab.put('production/ci', 'first')
    lab.enableRotation('production/ci', 'arn:aws:lambda:eu-west-1:123456789012:function:rotate')
    assert.equal(await rotate(check, 'version-1'), 'requested')
  })

  it('is not made for a secret that is kept elsewhere', async () => {
    assert.equal(await rotate(keptElsewhere, 'version-1'), 'refused')
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

  it('asks for a hundred at a time, and no further than it has to', async () => {
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

  it('follows a new version', async () => {
    lab.put('production/ci', 'a')
    const second = lab.put('production/ci', 'b')
    assert.deepEqual((await sweep([check])).versionIds, new Map([[check.key, second]]))
  })

  it('says which checks are of secrets that AWS renews itself', async () => {
    lab.put('production/ci', 'a')
    lab.put('production/partner', 'b', { type: 'SalesforceClientSecret' })
    const partners = of('production/partner', 'partner')
    assert.deepEqual((await sweep([check, partners])).managedByAws, new Set([partners.key]))
  })
})
