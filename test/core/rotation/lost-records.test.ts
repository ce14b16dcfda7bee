import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { CancelRotateSecretCommand } from '@aws-sdk/client-secrets-manager'
import { openRotation } from '../../../functions/aws/rotation.ts'
import { reconcile } from '../../../functions/core/rotation/reconcile.ts'
import { startRotation } from '../../../functions/core/rotation/start.ts'
import { secretsManagerClient } from '../../local/aws/clients.ts'
import type { LabSubject } from '../../support/lab-subject.ts'
import { kinds } from '../../support/rotation-kinds.ts'
import { type RotationLab, startRotationLab } from '../../support/rotation-lab.ts'
import { inMemory } from '../../support/rotation-stores.ts'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

let lab: RotationLab
before(async () => {
  lab = await startRotationLab('memory')
})
after(() => lab.close())

const problems = ({ notified }: LabSubject) =>
  notified.map(({ kind, pendingMessage }) => `${kind} ${pendingMessage.problem}`)
const exchanges = ({ provider }: LabSubject) => provider.calls.filter((call) => call === 'POST /token').length

/** Moves the clock to the next look at secrets without an open rotation, which comes once an hour. */
function toFullLook(): void {
  lab.clock.ms += hour - (lab.clock.ms % hour)
}

describe('a record that is lost', () => {
  it('in a drain notifies once, and nothing is revoked', async () => {
    const subject = await lab.subject(kinds.createRevoke)
    await subject.begin()
    assert.ok(await subject.steps())
    const { journal, stops } = inMemory()
    for (let looks = 0; looks < 3; looks += 1) {
      toFullLook()
      await reconcile([subject.check.environment], { ...subject.dependencies, journal, stops })
    }
    assert.deepEqual(problems(subject), ['open record_lost'])
    assert.equal(subject.provider.calls.filter((call) => call.startsWith('DELETE')).length, 0)
  })

  it('notifies of no version that somebody else made, and of no class that revokes nothing', async () => {
    const untouched = await lab.subject(kinds.createRevoke)
    lab.secretsManager.put(untouched.secretArn, JSON.stringify({ ...(await untouched.valueAt('AWSCURRENT')), more: 1 }))
    const minted = await lab.subject(kinds.clientCredentials)
    await minted.begin()
    assert.ok(await minted.steps())
    for (const subject of [untouched, minted]) {
      toFullLook()
      const { journal, stops } = inMemory()
      await reconcile([subject.check.environment], { ...subject.dependencies, journal, stops })
      assert.deepEqual(problems(subject), [])
    }
  })
})

describe('a rotation that was requested and whose function never ran', () => {
  it('has another token once an operator has removed its AWSPENDING', async () => {
    const subject = await lab.subject(kinds.createRevoke)
    // In production it would wait for a rehearsal first.
    const staged = { ...subject.check, environment: 'staging' }
    const client = secretsManagerClient(lab.secretsManager.url)
    const tokens: string[] = []
    const starting = {
      journal: subject.dependencies.journal,
      classOf: () => 'create_revoke' as const,
      now: () => lab.clock.ms,
      request: (...given: Parameters<ReturnType<typeof openRotation>>) => {
        tokens.push(given[1])
        return openRotation(client)(...given)
      },
    }
    const start = () => startRotation(staged, subject.versionAt('AWSCURRENT') ?? '', starting)
    assert.equal(await start(), 'requested')
    await client.send(new CancelRotateSecretCommand({ SecretId: subject.secretArn }))
    await subject.dependencies.versions.dropPending(subject.secretArn, subject.versionAt('AWSPENDING') ?? '')
    lab.clock.ms += 16 * minute
    await subject.reconcile()
    assert.equal((await subject.record())?.phase, 'abandoned')
    lab.clock.ms += 31 * minute
    assert.equal(await start(), 'requested')
    assert.equal(new Set(tokens).size, 2)
    client.destroy()
  })
})

describe('two containers whose clocks are a day apart', () => {
  for (const kind of [kinds.refreshRotating, kinds.refreshGrace, kinds.clientCredentials])
    it(`make one exchange of ${kind.title}, at once or one after the other`, async () => {
      const subject = await lab.subject(kind)
      await subject.begin()
      const ahead = { ...subject.dependencies, now: () => lab.clock.ms + day }
      await Promise.all([subject.steps(ahead), subject.steps()])
      await subject.steps()
      assert.equal(exchanges(subject), 1)
      for (let looks = 0; looks < 6; looks += 1) {
        lab.clock.ms += 16 * minute
        await subject.reconcile(looks % 2 === 0 ? ahead : subject.dependencies)
      }
      assert.equal(exchanges(subject), 1)
      assert.equal((await subject.record())?.phase, 'done')
      assert.deepEqual(problems(subject), [])
    })
})

describe('a value in escrow', () => {
  it('is never used once somebody stored a version of their own', async () => {
    const subject = await lab.subject(kinds.refreshRotating)
    await subject.begin()
    lab.secretsManager.inject({ operation: 'PutSecretValue', times: 1_000, fault: { error: 'ThrottlingException' } })
    subject.remaining.untilMs = lab.clock.ms + 90_000
    assert.equal(await subject.steps(), false)
    assert.equal((await subject.record())?.phase, 'escrowed')
    lab.secretsManager.clearFaults()
    subject.remaining.untilMs = Number.POSITIVE_INFINITY
    const { value: key, refresh, id, diesAt } = subject.provider.add('by hand')
    const theirs = { key, refresh, id, until: Math.floor(diesAt / 1_000) }
    lab.secretsManager.put(subject.secretArn, JSON.stringify(theirs))
    await assert.rejects(subject.step('createSecret'), {
      message: 'the value in escrow belongs to a version that somebody replaced: it is not used',
    })
    for (let looks = 0; looks < 4; looks += 1) {
      lab.clock.ms += 16 * minute
      await subject.reconcile()
    }
    assert.deepEqual(await subject.valueAt('AWSCURRENT'), theirs)
    assert.equal((await subject.record())?.phase, 'abandoned')
    const { escrow } = subject.dependencies
    assert.equal(await escrow.get(subject.check.key, (await subject.record())?.versionId ?? ''), null)
  })
})
