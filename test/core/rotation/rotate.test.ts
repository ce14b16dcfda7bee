import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { OurRotation } from '../../../functions/core/model/ours.ts'
import type { RotateDependencies } from '../../../functions/core/rotation/rotation-run.ts'
import { RotationStopped } from '../../../functions/core/rotation/rotation-stopped.ts'
import { aDeployment, aSecret } from '../../support/check.ts'
import type { LabSubject } from '../../support/lab-subject.ts'
import { kinds } from '../../support/rotation-kinds.ts'
import { type RotationLab, startRotationLab } from '../../support/rotation-lab.ts'

let lab: RotationLab
before(async () => {
  lab = await startRotationLab()
})
after(() => lab.close())

const { createRevoke, clientCredentials, refreshRotating } = kinds

/** A subject whose rotation Secrets Manager has begun. */
async function begun(kind: Parameters<RotationLab['subject']>[0], change?: (rotation: OurRotation) => OurRotation) {
  const subject = await lab.subject(kind, change)
  await subject.begin()
  return subject
}

/** Reason for which a step stopped. Fails the test for any other error, and for any text of a token. */
async function whyStopped(step: Promise<unknown>): Promise<string> {
  const error = await step.then(
    () => assert.fail('it did not stop'),
    (thrown: unknown) => thrown,
  )
  assert.ok(error instanceof RotationStopped, String(error))
  assert.doesNotMatch(error.message, /marked|7f3a9c/)
  return error.message
}

const issues = ({ provider }: LabSubject) =>
  provider.calls.filter((call) => call === 'POST /keys' || call === 'POST /token')

/** Dependencies of the subject with some of them replaced. */
const having = ({ dependencies }: LabSubject, changes: Partial<RotateDependencies>): RotateDependencies => ({
  ...dependencies,
  ...changes,
})

describe('a step', () => {
  it('names its check', async () => {
    const subject = await begun(createRevoke)
    assert.equal((await subject.step('setSecret')).key, subject.check.key)
  })

  it('may be repeated: every step twice makes one exchange and one promotion', async () => {
    for (const kind of [createRevoke, refreshRotating, clientCredentials]) {
      const subject = await begun(kind)
      for (const step of ['createSecret', 'createSecret', 'testSecret', 'testSecret'] as const) await subject.step(step)
      await subject.step('finishSecret')
      await subject.step('finishSecret')
      assert.equal(issues(subject).length, 1, kind.title)
      assert.equal((await subject.valueAt('AWSCURRENT'))?.['kept'], 'as it is')
    }
  })

  it('is refused for a secret that no check rotates, and for one that AWS rotates', async () => {
    const subject = await begun(createRevoke)
    const none = having(subject, { deployment: aDeployment([{ ...subject.check, rotation: { by: 'manual' } }]) })
    assert.equal(
      await whyStopped(subject.step('createSecret', none)),
      'no check of this deployment rotates this secret',
    )
    const { versions } = subject.dependencies
    const managed = {
      ...versions,
      describe: async (arn: string) => ({ ...(await versions.describe(arn)), managedByAws: true }),
    }
    const message = 'AWS rotates this secret itself: give its check rotation: managed(...)'
    assert.equal(await whyStopped(subject.step('createSecret', having(subject, { versions: managed }))), message)
    assert.deepEqual(issues(subject), [])
  })

  it('is refused if the stage was moved meanwhile', async () => {
    const subject = await begun(createRevoke)
    await subject.step('createSecret')
    await subject.step('testSecret')
    lab.secretsManager.put(
      subject.check.secret?.source.from === 'secrets-manager' ? subject.check.secret.source.id : '',
      '{}',
    )
    assert.match(
      await whyStopped(subject.step('finishSecret')),
      /not the one that this rotation began with|not pending/,
    )
  })

  it('that finishes is refused for a version without a record', async () => {
    const subject = await begun(createRevoke)
    assert.equal(await whyStopped(subject.step('finishSecret')), 'there is no record of this rotation')
  })
})

describe('the exchange does not happen', () => {
  it('if the present value does not have the expected shape', async () => {
    const subject = await lab.subject(createRevoke)
    lab.secretsManager.put('production/shapeless', 'marked-7f3a9c-plain')
    const check = {
      ...subject.check,
      secret: aSecret({ token: 'key' }, { source: { from: 'secrets-manager', id: 'production/shapeless' } }),
    }
    const { arn, versionIdsToStages } = lab.secretsManager.describe('production/shapeless')
    const current = Object.keys(versionIdsToStages)[0] ?? ''
    const stages = new Map([
      [current, ['AWSCURRENT']],
      ['f'.repeat(32), ['AWSPENDING']],
    ])
    const { versions } = subject.dependencies
    const staged = { ...versions, describe: async (id: string) => ({ ...(await versions.describe(id)), stages }) }
    const { rotate } = await import('../../../functions/core/rotation/rotate.ts')
    const event = { step: 'createSecret', secretArn: arn, versionId: 'f'.repeat(32), rotationToken: null } as const
    const step = rotate(event, having(subject, { deployment: aDeployment([check]), versions: staged }))
    assert.equal(await whyStopped(step), 'the present version has not the shape that the check promises')
    assert.deepEqual(issues(subject), [])
  })

  const troubles: [string, (subject: LabSubject) => Partial<RotateDependencies>, RegExp][] = [
    [
      'the record cannot be read',
      ({ dependencies: { journal } }) => ({ journal: { ...journal, read: () => Promise.reject(new Error('away')) } }),
      /record of this rotation cannot be read/,
    ],
    [
      'the record cannot be written',
      ({ dependencies: { journal } }) => ({ journal: { ...journal, write: () => Promise.reject(new Error('away')) } }),
      /record of this rotation cannot be written/,
    ],
    ['too little time is left', () => ({ remainingMs: () => 59_000 }), /too little time is left/],
    [
      'the client cannot be read',
      () => ({
        readCredential: async () => ({ kind: 'failure', reason: 'secret_denied', code: 'AccessDeniedException' }),
      }),
      /cannot be read: AccessDeniedException/,
    ],
  ]
  for (const [what, change, why] of troubles)
    it(`if ${what}`, async () => {
      const subject = await begun(createRevoke)
      assert.match(await whyStopped(subject.step('createSecret', having(subject, change(subject)))), why)
      assert.deepEqual(issues(subject), [])
    })

  it('if the provider cannot be reached and the class cannot be undone', async () => {
    const subject = await begun(refreshRotating)
    await subject.provider.close()
    assert.equal(await whyStopped(subject.step('createSecret')), 'the provider cannot be reached: nothing was spent')
    assert.equal((await subject.record())?.claimedAt, null)
  })

  it('if a person has to approve it and nobody did', async () => {
    const subject = await begun(createRevoke, (rotation) => ({
      ...rotation,
      terms: { ...rotation.terms, approve: true },
    }))
    assert.equal(await whyStopped(subject.step('createSecret')), 'this rotation waits for approval')
    assert.deepEqual(issues(subject), [])
  })

  it('if the id of the old key is needed to revoke it and is not known', async () => {
    const subject = await begun(createRevoke, (rotation) => ({
      ...rotation,
      terms: { ...rotation.terms, idField: null },
    }))
    assert.match(await whyStopped(subject.step('createSecret')), /name it at rotation.idField or rotation.firstId/)
    assert.deepEqual(issues(subject), [])
  })

  it('twice: a refusal releases the claim, and the next run begins again', async () => {
    const subject = await begun(clientCredentials)
    subject.provider.behaviour.fail.push('POST /token')
    assert.equal(await whyStopped(subject.step('createSecret')), 'no answer came: HTTP 500')
    lab.clock.ms += 20_000
    await subject.step('createSecret')
    assert.equal((await subject.record())?.phase, 'saved')
  })
})

describe('two runs at once', () => {
  for (const kind of Object.values(kinds).filter(({ title }) => !/^[EFG] /.test(title)))
    it(`of ${kind.title} make one exchange`, async () => {
      const subject = await begun(kind)
      const outcomes = await Promise.allSettled([subject.step('createSecret'), subject.step('createSecret')])
      assert.ok(outcomes.some(({ status }) => status === 'fulfilled'))
      const exchanges = subject.provider.keys.length - 1
      assert.equal(exchanges, 1)
      assert.ok((await subject.record())?.exchanges === 1)
    })
})

describe('a save', () => {
  const throttled = (times: number) => ({
    operation: 'PutSecretValue',
    times,
    fault: { error: 'ThrottlingException', status: 400 },
  })

  it('that is throttled nine times is tried a tenth time', async () => {
    const subject = await begun(refreshRotating)
    lab.secretsManager.inject(throttled(9))
    await subject.step('createSecret')
    assert.equal(await subject.steps(), true)
    assert.equal(subject.provider.keys.length, 2)
  })

  it('that never succeeds ends in escrow, encrypted, and the next run continues from there', async () => {
    const subject = await begun(refreshRotating)
    lab.secretsManager.inject(throttled(Number.POSITIVE_INFINITY))
    subject.remaining.untilMs = lab.clock.ms + 90_000
    assert.equal(
      await whyStopped(subject.step('createSecret')),
      'the new value is in escrow: Secrets Manager did not take it',
    )
    assert.equal((await subject.record())?.phase, 'escrowed')
    const { check, dependencies } = subject
    const written = lab.dynamodb.calls.flatMap(({ operation, input }) =>
      operation === 'PutItem' ? [JSON.stringify(input)] : [],
    )
    assert.ok(written.every((item) => !/marked|7f3a9c/.test(item)))
    const decoded = written.flatMap((item) =>
      [...item.matchAll(/"B":"([^"]+)"/g)].map(([, text = '']) => Buffer.from(text, 'base64').toString('latin1')),
    )
    assert.ok(decoded.length > 0 && decoded.every((text) => !/marked|7f3a9c/.test(text)))

    lab.secretsManager.clearFaults()
    subject.remaining.untilMs = Number.POSITIVE_INFINITY
    assert.equal(await subject.steps(), true)
    assert.ok(subject.provider.works((await subject.valueAt('AWSCURRENT'))?.['key'] ?? ''))
    assert.equal(subject.provider.keys.length, 2)
    assert.equal(await dependencies.escrow.get(check.key, subject.versionAt('AWSCURRENT') ?? ''), null)
  })

  it('follows the exchange directly', async () => {
    const subject = await begun(refreshRotating)
    const { network, versions, journal, escrow } = subject.dependencies
    const order: string[] = []
    const noting = <Calls extends object>(name: string, calls: Calls): Calls =>
      new Proxy(calls, {
        get: (target, key, receiver) => {
          const found: unknown = Reflect.get(target, key, receiver)
          if (typeof found !== 'function') return found
          return (...given: unknown[]) => {
            const url =
              name === 'network' && given[0] instanceof Object && 'url' in given[0]
                ? ` ${new URL(String(given[0].url)).pathname}`
                : ''
            order.push(`${name}.${String(key)}${url}`)
            return found.apply(target, given)
          }
        },
      })
    const noted = {
      network: noting('network', network),
      versions: noting('versions', versions),
      journal: noting('journal', journal),
      escrow: noting('escrow', escrow),
    }
    await subject.step('createSecret', having(subject, noted))
    assert.equal(order[order.indexOf('network.exchange /token') + 1], 'versions.putPending')
  })
})

describe('the test of a new version', () => {
  it('refuses a version with fewer scopes, revokes its key and leaves the old version in force', async () => {
    const subject = await begun(createRevoke)
    const old = await subject.valueAt('AWSCURRENT')
    subject.provider.behaviour.scope = 'read'
    await subject.step('createSecret')
    assert.equal(
      await whyStopped(subject.step('testSecret')),
      'the new version is not good: its scopes are not those of the version before',
    )
    assert.equal((await subject.record())?.phase, 'quarantined')
    assert.deepEqual(
      subject.provider.live().map(({ value }) => value),
      [old?.['key']],
    )
    assert.equal(subject.versionAt('AWSPENDING'), undefined)
    assert.deepEqual(
      subject.notified.map(({ pendingMessage }) => pendingMessage.problem),
      ['new_version_bad'],
    )
  })

  it('refuses a version with more scopes', async () => {
    const subject = await begun(clientCredentials)
    subject.provider.behaviour.scope = 'read write delete'
    await subject.step('createSecret')
    assert.match(await whyStopped(subject.step('testSecret')), /its scopes are not those of the version before/)
  })

  it('waits for a provider whose replicas do not know the key yet', async () => {
    const subject = await begun(createRevoke)
    subject.provider.behaviour.propagationMs = 45_000
    await subject.step('createSecret')
    await subject.step('testSecret')
    assert.equal((await subject.record())?.phase, 'verified')
  })

  it('gives up on a key that is still refused after the wait, with that reason', async () => {
    const subject = await begun(createRevoke)
    subject.provider.behaviour.propagationMs = 600_000
    await subject.step('createSecret')
    assert.equal(await whyStopped(subject.step('testSecret')), 'the new version is not good: unauthorized')
    assert.equal((await subject.record())?.phase, 'quarantined')
  })

  it('decides nothing while the state of the version is unknown', async () => {
    const subject = await begun(createRevoke)
    await subject.step('createSecret')
    subject.provider.behaviour.fail.push(...Array.from({ length: 100 }, () => 'GET /me'))
    assert.match(await whyStopped(subject.step('testSecret')), /^the new version is not good: /)
    assert.equal((await subject.record())?.phase, 'saved')
    subject.provider.behaviour.fail.splice(0)
    await subject.step('testSecret')
    assert.equal((await subject.record())?.phase, 'verified')
  })

  it('uses the present version if there is no new one, as in a dry run', async () => {
    const subject = await begun(createRevoke)
    await subject.step('testSecret')
    assert.deepEqual(issues(subject), [])
  })
})
