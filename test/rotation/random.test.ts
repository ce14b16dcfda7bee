import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { RotateDependencies } from '../../functions/core/rotation/rotation-run.ts'
import { isLongRun } from '../support/long-run.ts'
import { fc, runsOf } from '../support/property.ts'
import { kinds } from '../support/rotation-kinds.ts'
import { type RotationLab, startRotationLab } from '../support/rotation-lab.ts'
import { anyRotation, type RotationMove, type RotationSchedule, randomSchedules } from './random-moves.ts'
import { type Plant, runSchedule } from './random-world.ts'

let lab: RotationLab
before(async () => {
  lab = await startRotationLab('memory')
})
after(() => lab.close())

/** Schedules of one test, which end within its limit on a busy machine. `npm run test:long` has four thousand in all. */
const [parts, schedulesPerPart] = isLongRun ? [40, 100] : [1, 40]

describe('a rotation among kills, people, faults and jumps of time', () => {
  for (let part = 1; part <= parts; part += 1)
    it(`keeps its rules at every call, and ends settled or paged, part ${part} of ${parts}`, async () => {
      await fc.assert(
        fc.asyncProperty(anyRotation, async (random) => assert.deepEqual(await runSchedule(lab, random), [])),
        { numRuns: schedulesPerPart },
      )
    })
})

const minute = 60_000
const undisturbed = { during: { kind: 'none' }, skewMs: 0 } as const
const promoted: readonly RotationMove[] = [
  { kind: 'request' },
  { kind: 'steps', ...undisturbed },
  { kind: 'time', ms: 16 * minute },
]
const lost: readonly RotationMove[] = [
  { kind: 'request' },
  { kind: 'fault', fault: { path: 'exchange', how: 'lost' } },
  { kind: 'steps', ...undisturbed },
  { kind: 'steps', ...undisturbed },
]

type Planted = { readonly plant: Plant; readonly rule: RegExp } & Pick<RotationSchedule, 'kind' | 'moves'>

/** Faults that are planted in the machine, the rule that each breaks, and a schedule in which it does. */
const planted: Readonly<Record<string, Planted>> = {
  'a record that forgets its claim': {
    kind: kinds.clientCredentials,
    moves: lost,
    rule: /more exchanges than claims/,
    plant: (dependencies) => ({ ...dependencies, journal: forgetful(dependencies.journal) }),
  },
  'a listing that says that no key was used': {
    kind: kinds.createRevoke,
    moves: [...promoted, { kind: 'use', stage: 'AWSPREVIOUS' }, { kind: 'look', ...undisturbed }],
    rule: /a key in use was revoked/,
    plant: (dependencies) =>
      answering(dependencies, 'GET /keys', (text) =>
        text.replace(/"last_used_at":\d+/g, '"last_used_at":1700000000000'),
      ),
  },
  'a probe that takes every answer for life': {
    kind: kinds.createRevoke,
    moves: [...promoted, { kind: 'death', stage: 'AWSCURRENT' }, { kind: 'look', ...undisturbed }],
    rule: /the only key that works was revoked/,
    plant: (dependencies) => answering(dependencies, 'GET /me', () => '{"login":"bot","scope":"read write"}'),
  },
  'messages that nobody gets': {
    kind: kinds.rotateDead,
    moves: lost,
    rule: /neither settled nor paged/,
    plant: (dependencies) => ({ ...dependencies, notify: () => Promise.reject(new Error('no channel')) }),
  },
}

function forgetful(journal: RotateDependencies['journal']): RotateDependencies['journal'] {
  return {
    ...journal,
    async read(check) {
      const record = await journal.read(check)
      return record?.phase === 'claimed' ? { ...record, claimedAt: null, heldUntil: 0, exchanges: 0 } : record
    },
  }
}

/** Has a call answered with 200 and another text. */
function answering(
  dependencies: RotateDependencies,
  call: string,
  change: (text: string) => string,
): RotateDependencies {
  const { network } = dependencies
  const exchange: typeof network.exchange = async (request, signal) => {
    const answer = await network.exchange(request, signal)
    if (answer.kind !== 'answer' || `${request.method} ${request.url.pathname}` !== call) return answer
    return { ...answer, status: 200, body: Buffer.from(change(Buffer.from(answer.body).toString())) }
  }
  return { ...dependencies, network: { ...network, exchange } }
}

describe('the rules', () => {
  for (const [what, { plant, rule, kind, moves }] of Object.entries(planted)) {
    it(`find ${what}`, async () => {
      assert.deepEqual(await runSchedule(lab, { kind, moves, isShort: false }), [])
      assert.match((await runSchedule(lab, { kind, moves, isShort: false }, plant)).join(), rule)
    })

    if (runsOf(1) > 1)
      it(`find ${what} in random schedules`, async () => {
        const holds = fc.asyncProperty(randomSchedules([kind]), async (random) => {
          return !rule.test((await runSchedule(lab, random, plant)).join())
        })
        const found = await fc.check(holds, { numRuns: runsOf(20), endOnFailure: true })
        assert.ok(found.failed, 'no schedule breaks the rule')
      })
  }
})
