import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { ours, secret } from '../../../functions/config.ts'
import type { OurRotation } from '../../../functions/core/model/ours.ts'
import type { LabSubject } from '../../support/lab-subject.ts'
import { kinds } from '../../support/rotation-kinds.ts'
import { type RotationLab, startRotationLab } from '../../support/rotation-lab.ts'
import { aWatch, deploymentOf } from '../../support/stack.ts'

const hour = 60 * 60_000
const day = 24 * hour

let lab: RotationLab
before(async () => {
  lab = await startRotationLab('memory')
})
after(() => lab.close())

/** The rotation of a config, as an operator writes it: a provider whose listing names no last use. */
function written(
  url: string,
  more: { readonly revokeAfter?: string; readonly between?: readonly string[] },
): OurRotation {
  const rotation = ours({
    grant: 'http',
    class: 'create_revoke',
    keyLimit: 5,
    rotateWithin: '7d',
    idField: 'id',
    authority: secret('lab/admin'),
    consumers: [{ name: 'shop', cache: '5m' }],
    issue: {
      method: 'POST',
      url: `${url}/keys`,
      json: { name: '{name}' },
      read: { values: { token: 'value' }, id: 'id' },
    },
    list: { method: 'GET', url: `${url}/keys`, keys: { items: 'keys', id: 'id', name: 'name' } },
    revoke: { method: 'DELETE', url: `${url}/keys/{id}` },
    ...more,
  })
  const check = aWatch('keys', `${url}/me`, { secret: secret('production/keys', 'key'), rotation })
  const [found] = deploymentOf([check]).checks
  assert.ok(found?.rotation.by === 'ours')
  return found.rotation
}

async function promoted(more: Parameters<typeof written>[1]): Promise<LabSubject> {
  // Monday, 1 March 2027, 10:00.
  lab.clock.ms = Date.UTC(2027, 2, 1, 10)
  const subject = await lab.subject(kinds.createRevoke, (rotation) =>
    rotation.grant === 'http' ? written(new URL(rotation.rotator.issue.url).origin, more) : rotation,
  )
  await subject.begin()
  assert.ok(await subject.steps())
  return subject
}

async function lookAt(subject: LabSubject, atMs: number): Promise<string | undefined> {
  lab.clock.ms = atMs
  await subject.reconcile()
  return (await subject.record())?.phase
}

describe('an old key without evidence of its consumers', () => {
  it('is kept for as long as the config says, and is revoked in the first working hour after it', async () => {
    const subject = await promoted({ revokeAfter: '5d' })
    const start = Date.UTC(2027, 2, 1)
    // Friday in working hours is too early, Saturday has none, and neither has Monday at 7:59.
    for (const early of [4 * day + 12 * hour, 5 * day + 12 * hour, 7 * day + 8 * hour - 60_000])
      assert.equal(await lookAt(subject, start + early), 'held')
    assert.match((await lookAt(subject, start + 7 * day + 8 * hour)) ?? '', /revoked|done/)
    assert.equal(subject.provider.calls.filter((call) => call.startsWith('DELETE')).length, 1)
  })

  it('is revoked in the hours that the config names, where it names some', async () => {
    const subject = await promoted({ revokeAfter: '5d', between: ['20:00-22:00'] })
    const saturday = Date.UTC(2027, 2, 6)
    assert.equal(await lookAt(subject, saturday + 12 * hour), 'held')
    assert.match((await lookAt(subject, saturday + 21 * hour)) ?? '', /revoked|done/)
  })

  it('is never revoked by itself without that time, nor while a consumer reports the old version', async () => {
    const forever = await promoted({})
    assert.equal(await lookAt(forever, Date.UTC(2027, 2, 25, 10)), 'held')
    const behind = await promoted({ revokeAfter: '5d' })
    const at = Date.UTC(2027, 2, 25, 10)
    behind.reports.push({ consumer: 'shop', versionId: behind.versionAt('AWSPREVIOUS') ?? '', at: at - hour })
    assert.equal(await lookAt(behind, at), 'held')
  })
})
