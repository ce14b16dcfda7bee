import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { CancelRotateSecretCommand } from '@aws-sdk/client-secrets-manager'
import type { OurRotation, RotationTerms } from '../../../functions/core/model/ours.ts'
import { secretsManagerClient } from '../../local/aws/clients.ts'
import type { LabSubject } from '../../support/lab-subject.ts'
import { kinds } from '../../support/rotation-kinds.ts'
import { type RotationLab, startRotationLab } from '../../support/rotation-lab.ts'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

let lab: RotationLab
before(async () => {
  lab = await startRotationLab('memory')
})
after(() => lab.close())

const exchanges = ({ provider }: LabSubject) => provider.calls.filter((call) => call === 'POST /token').length
const nameOf = ({ check: { secret } }: LabSubject) =>
  secret?.source.from === 'secrets-manager' ? secret.source.id : ''

/** A token of one hour that was rotated once, so that our own clock rotates it from now on. */
async function shortLived(terms: Partial<RotationTerms> = {}): Promise<LabSubject> {
  const kind = { ...kinds.clientCredentials, behaviour: { lifeMs: hour } }
  const subject = await lab.subject(kind, (rotation: OurRotation) => ({
    ...rotation,
    terms: { ...rotation.terms, ...terms },
  }))
  await subject.begin()
  assert.ok(await subject.steps())
  return subject
}

async function cancel(subject: LabSubject): Promise<void> {
  const client = secretsManagerClient(lab.secretsManager.url)
  await client.send(new CancelRotateSecretCommand({ SecretId: nameOf(subject) }))
  client.destroy()
}

/** Looks every five minutes, over two hours. */
async function looks(subject: LabSubject): Promise<void> {
  for (let times = 0; times < 24; times += 1) {
    lab.clock.ms += 5 * minute
    await subject.reconcile()
  }
}

describe('our own clock', () => {
  it('begins nothing after a person cancelled the rotation, and goes on once it is configured again', async () => {
    const subject = await shortLived()
    await cancel(subject)
    await looks(subject)
    assert.equal(exchanges(subject), 1)
    subject.schedule(30)
    await looks(subject)
    assert.ok(exchanges(subject) > 1)
  })

  it('does not go on with a rotation that spent nothing before a person cancelled it', async () => {
    const subject = await shortLived()
    subject.provider.behaviour.twist = (call, reply) => (call === 'POST /token' ? [401, {}] : reply)
    lab.clock.ms += 45 * minute
    await subject.reconcile()
    assert.equal((await subject.record())?.phase, 'preflight')
    subject.provider.behaviour.twist = null
    const before = exchanges(subject)
    await cancel(subject)
    await looks(subject)
    assert.equal(exchanges(subject), before)
  })

  it('keeps to the hours of the config', async () => {
    const minuteOfDay = Math.floor((lab.clock.ms % day) / minute)
    const at = (offset: number) => (minuteOfDay + offset) % (24 * 60)
    const subject = await shortLived({ windows: [{ fromMinute: at(180), toMinute: at(240) }] })
    await looks(subject)
    assert.equal(exchanges(subject), 1)
    await looks(subject)
    assert.ok(exchanges(subject) > 1)
  })

  it('keeps alive what would die of idleness, long after the last rotation and without a rehearsal', async () => {
    const subject = await lab.subject(kinds.refreshRotating, (rotation: OurRotation) => ({
      ...rotation,
      terms: { ...rotation.terms, keepAliveSeconds: 90 * 86_400 },
    }))
    subject.provider.behaviour.lifeMs = 365 * day
    await subject.begin()
    assert.ok(await subject.steps())
    lab.clock.ms += 61 * day
    await subject.reconcile()
    assert.equal(exchanges(subject), 2)
    assert.deepEqual(subject.notified, [])
  })

  it('makes no second exchange of one token while the clock is a day ahead, or when it is right again', async () => {
    for (const kind of [kinds.refreshRotating, kinds.clientCredentials]) {
      const subject = await lab.subject({ ...kind, behaviour: { ...kind.behaviour, lifeMs: hour } })
      lab.clock.ms += day
      await subject.begin()
      assert.ok(await subject.steps())
      lab.clock.ms -= day
      for (let times = 0; times < 8; times += 1) {
        lab.clock.ms += 5 * minute
        await subject.reconcile()
      }
      assert.equal(exchanges(subject), 1, kind.title)
      lab.clock.ms += day
    }
  })
})
