import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it } from 'node:test'
import type { Rotation } from '../../../functions/core/check.ts'
import { aSecret } from '../../support/check.ts'
import { clientSecret } from '../../support/oauth-lab.ts'
import { type Rotating, secretArn, startRotating, whyStopped } from '../../support/rotating.ts'
import { openVersions } from '../../support/versions.ts'

let rotating: Rotating
beforeEach(async () => {
  rotating = await startRotating()
})
afterEach(() => rotating.lab.close())

const step: Rotating['step'] = (name, options) => rotating.step(name, options)
const pending = () => JSON.parse(rotating.versions.values.get('version-2') ?? 'null')
const keptIn = (id: string) => ({
  ...rotating.check,
  secret: aSecret({ token: 'key' }, { source: { from: 'secrets-manager', id } }),
})

describe('a rotation', () => {
  it('ends with a new token that works, in the place of the old one', async () => {
    for (const name of ['createSecret', 'setSecret', 'testSecret', 'finishSecret'] as const) await step(name)
    const { lab, versions, check } = rotating
    assert.deepEqual(
      [...versions.stages],
      [
        ['version-1', ['AWSPREVIOUS']],
        ['version-2', ['AWSCURRENT']],
      ],
    )
    lab.prober.store('production/ci', versions.values.get('version-2') ?? '', 'version-2')
    assert.equal((await lab.prober.probe(check)).verdict.evidence.identity?.matches, true)
  })

  it('says which check it was for, found by the name of the secret or by its ARN', async () => {
    assert.equal((await step('setSecret')).key, 'production/ci-bot')
    assert.equal((await step('setSecret', { check: keptIn(secretArn) })).key, 'production/ci-bot')
  })
})

describe('the step that creates', () => {
  it('keeps everything of the old value but the token and its date', async () => {
    await step('createSecret')
    const { host, key, until } = pending()
    assert.equal(host, 'api.example')
    assert.notEqual(key, 'marked-7f3a9c-old')
    assert.ok(until > Date.now() / 1_000)
  })

  it('mints once, however often it is repeated', async () => {
    await step('createSecret')
    const first = pending()
    await step('createSecret')
    assert.deepEqual([pending(), rotating.mints()], [first, 1])
  })

  it('stops before it mints when the present value has not the promised shape', async () => {
    const versions = openVersions('production/ci', 'marked-7f3a9c-plain')
    const message = 'the present version has not the shape that the check promises'
    assert.equal(await whyStopped(step('createSecret', { versions })), message)
    assert.equal(rotating.mints(), 0)
  })

  it('leaves a secret alone that AWS renews at its provider itself', async () => {
    const versions = openVersions('production/ci', 'marked-7f3a9c-plain')
    const described = async (arn: string) => ({ ...(await versions.describe(arn)), managedByAws: true })
    const message = 'AWS renews this secret itself: say rotation: managed(...) of its check'
    assert.equal(await whyStopped(step('createSecret', { versions: { ...versions, describe: described } })), message)
    assert.equal(rotating.mints(), 0)
  })

  it('stops before it mints when the client cannot be read', async () => {
    rotating.lab.prober.lose('production/billing', { reason: 'secret_denied', code: 'AccessDeniedException' })
    const message = 'the client credentials cannot be read: AccessDeniedException'
    assert.equal(await whyStopped(step('createSecret')), message)
    assert.equal(rotating.mints(), 0)
  })

  it('stops before it mints when the authorization server may not be reached', async () => {
    const check = { ...rotating.check, allowPrivate: [] }
    assert.equal(await whyStopped(step('createSecret', { check })), 'no token was granted: address_not_allowed')
    assert.equal(rotating.mints(), 0)
  })

  it('stops when no token is granted, with nothing of the answer but its status', async () => {
    rotating.lab.prober.store('production/billing', clientSecret({ secret: 'marked-7f3a9c-wrong' }))
    assert.equal(await whyStopped(step('createSecret')), 'no token was granted: HTTP 401')
    await rotating.lab.oauth.down()
    assert.equal(await whyStopped(step('createSecret')), 'no token was granted: connection_refused')
    assert.equal(pending(), null)
  })

  it('fails as the store fails, where the new token cannot be saved', async () => {
    const versions = { ...rotating.versions, putPending: () => Promise.reject(new Error('InternalServiceError')) }
    await assert.rejects(step('createSecret', { versions }), /^Error: InternalServiceError$/)
  })
})

describe('the step that tests', () => {
  it('stops at a new token that may do too little', async () => {
    rotating.lab.oauth.setScopes('billing', ['other'])
    await step('createSecret')
    assert.equal(await whyStopped(step('testSecret')), 'the new version is not good: success')
  })

  it('stops at a new token that the API refuses', async () => {
    await step('createSecret')
    rotating.lab.api.falseRejects(1, () => 0)
    assert.equal(await whyStopped(step('testSecret')), 'the new version is not good: unauthorized')
  })

  it('stops while nobody can tell', async () => {
    await step('createSecret')
    await rotating.lab.api.down()
    assert.equal(await whyStopped(step('testSecret')), 'the new version is not good: connection_refused')
  })

  it('asks with the present token where there is no new one, as in a dry run', async () => {
    const { oauth, prober } = rotating.lab
    const token = { clientId: 'billing', scope: 'invoices:read', format: 'opaque', ttlSeconds: 600 } as const
    prober.store('production/ci', JSON.stringify({ key: (await oauth.mint(token)).accessToken }))
    await step('testSecret')
  })
})

describe('what is not rotated', () => {
  it('is a version that is current already: the step was done before', async () => {
    await step('createSecret', { versionId: 'version-1' })
    assert.equal(rotating.mints(), 0)
  })

  it('is a version that the secret has not', async () => {
    const message = 'the version to rotate to is not one of this secret'
    assert.equal(await whyStopped(step('createSecret', { versionId: 'version-9' })), message)
  })

  it('is a version that is not pending', async () => {
    await rotating.versions.promote(secretArn, 'version-2', 'version-1')
    const message = 'the version to rotate to is not pending'
    assert.equal(await whyStopped(step('finishSecret', { versionId: 'version-1' })), message)
  })

  it('is a secret of another check, or one that a person rotates', async () => {
    const message = 'no check of this deployment rotates this secret'
    const rotation: Rotation = { by: 'manual' }
    for (const check of [keptIn('production/other'), { ...rotating.check, rotation }])
      assert.equal(await whyStopped(step('createSecret', { check })), message)
    assert.equal(rotating.mints(), 0)
  })
})
