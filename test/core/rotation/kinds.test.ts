import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { kinds } from '../../support/rotation-kinds.ts'
import { type RotationLab, startRotationLab } from '../../support/rotation-lab.ts'

describe('a rotation of every kind', () => {
  let lab: RotationLab
  before(async () => {
    lab = await startRotationLab()
  })
  after(() => lab.close())

  for (const kind of Object.values(kinds))
    it(`of ${kind.title} ends in a new version that works, and leaves the rest of the secret unchanged`, async () => {
      const subject = await lab.subject(kind)
      const before = await subject.valueAt('AWSCURRENT')
      const token = await subject.begin()
      for (const step of ['createSecret', 'setSecret', 'testSecret', 'finishSecret'] as const) await subject.step(step)
      const after = await subject.valueAt('AWSCURRENT')
      assert.equal(subject.versionAt('AWSCURRENT'), token)
      assert.notEqual(after?.['key'], before?.['key'])
      assert.equal(after?.['kept'], 'as it is')
      assert.ok(subject.provider.works(after?.['key'] ?? ''))
      for (let look = 0; look < 20; look += 1) {
        lab.clock.ms += 5 * 60_000
        await subject.reconcile()
      }
      const record = await subject.record()
      assert.deepEqual([record?.phase, subject.notified.length], ['done', 0], JSON.stringify(record?.entries))
    })
})
