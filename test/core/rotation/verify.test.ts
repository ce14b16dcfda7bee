import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { kinds } from '../../support/rotation-kinds.ts'
import { type RotationLab, startRotationLab } from '../../support/rotation-lab.ts'

let lab: RotationLab
before(async () => {
  lab = await startRotationLab()
})
after(() => lab.close())

describe('the verification of a new version that is refused', () => {
  const rows: readonly (readonly [what: string, remainingMs: number, tries: number])[] = [
    ['is tried once if the invocation has no time for another try and its writes', 24_999, 1],
    ['is tried again as long as that time is left', 40_000, 5],
    ['ends a minute after the documented delay, however much time is left', 300_000, 13],
  ]
  for (const [what, remainingMs, tries] of rows)
    it(what, async () => {
      const subject = await lab.subject(kinds.createRevoke)
      await subject.begin()
      await subject.step('createSecret')
      const made = subject.provider.live().at(-1) ?? assert.fail('no key was made')
      made.diesAt = lab.clock.ms
      const asked = () => subject.provider.calls.filter((call) => call.endsWith(' /me')).length
      const [askedBefore, endsAt] = [asked(), lab.clock.ms + remainingMs]
      const sleep = async (milliseconds: number) => {
        lab.clock.ms += milliseconds
      }
      const dependencies = { ...subject.dependencies, sleep, remainingMs: () => endsAt - lab.clock.ms }
      await assert.rejects(subject.step('testSecret', dependencies), /the new version is not good/)
      assert.equal(asked() - askedBefore, tries)
    })
})
