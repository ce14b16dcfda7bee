import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { fc, runsOf } from '../support/property.ts'
import { kinds } from '../support/rotation-kinds.ts'
import { type RotationLab, startRotationLab } from '../support/rotation-lab.ts'
import { anySchedule, schedulesOf } from './random-moves.ts'
import { type Plant, runSchedule } from './random-world.ts'

let lab: RotationLab
before(async () => {
  lab = await startRotationLab('memory')
})
after(() => lab.close())

describe('a rotation among kills, people, faults and jumps of time', () => {
  it('keeps its rules at every call, and ends settled or paged', async () => {
    await fc.assert(
      fc.asyncProperty(anySchedule, async (random) => assert.deepEqual(await runSchedule(lab, random), [])),
      { numRuns: runsOf(40) },
    )
  })
})

/** Faults that are planted in the machine, and the rule that each breaks. */
const planted: readonly (readonly [what: string, plant: Plant, rule: RegExp])[] = [
  [
    'a record that forgets its claim',
    (dependencies) => ({
      ...dependencies,
      journal: {
        ...dependencies.journal,
        async read(check) {
          const record = await dependencies.journal.read(check)
          return record?.phase === 'claimed' ? { ...record, claimedAt: null, heldUntil: 0, exchanges: 0 } : record
        },
        write: async (record) => (await dependencies.journal.write(record)) || true,
      },
    }),
    /more exchanges than claims/,
  ],
  [
    'a listing that says that no key was used',
    (dependencies) => ({
      ...dependencies,
      network: {
        ...dependencies.network,
        async exchange(request, signal) {
          const answer = await dependencies.network.exchange(request, signal)
          if (answer.kind !== 'answer' || request.url.pathname !== '/keys' || request.method !== 'GET') return answer
          const text = Buffer.from(answer.body)
            .toString()
            .replace(/"last_used_at":\d+/g, '"last_used_at":1')
          return { ...answer, body: Buffer.from(text) }
        },
      },
    }),
    /a key in use was revoked/,
  ],
  [
    'a probe that takes every answer for life',
    (dependencies) => ({
      ...dependencies,
      network: {
        ...dependencies.network,
        async exchange(request, signal) {
          const answer = await dependencies.network.exchange(request, signal)
          const isProbe = answer.kind === 'answer' && request.url.pathname === '/me'
          return isProbe
            ? { ...answer, status: 200, body: Buffer.from('{"login":"bot","scope":"read write"}') }
            : answer
        },
      },
    }),
    /the only key that works was revoked|gave way/,
  ],
  [
    'messages that nobody gets',
    (dependencies) => ({ ...dependencies, notify: () => Promise.reject(new Error('no channel')) }),
    /neither settled nor paged|locked out and not paged/,
  ],
]

describe('the random schedules', () => {
  for (const [what, plant, rule] of planted)
    it(`find ${what}`, async () => {
      const found = await fc.check(
        fc.asyncProperty(schedulesOf([kinds.createRevoke]), async (random) => {
          const broken = await runSchedule(lab, random, plant)
          return !broken.some((one) => rule.test(one))
        }),
        { numRuns: 200, endOnFailure: true, seed: 7 },
      )
      assert.ok(found.failed, 'no schedule breaks the rule')
      process.stderr.write(`${what} ${found.numRuns}\n`)
    })
})
