import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { answerGate } from '../../../functions/core/gate/answer.ts'
import type { Check } from '../../../functions/core/model/check.ts'
import { aDeployment, expecting, reading } from '../../support/check.ts'
import { openStores } from '../../support/stores.ts'
import { jsonReply, type WatchedApi, watching } from '../../support/watched-api.ts'

const refused = jsonReply(401, { message: 'Unauthorized' })

/** Profiles whose 401 an RFC describes, or a document of the provider. */
const asking = (profile: string): Partial<Check> => ({
  everySeconds: 3_600,
  profile,
  controls: true,
  paths: reading({}),
  expect: expecting({}),
})

async function byGate({ check, prober }: WatchedApi) {
  const { judgements } = await answerGate(
    {
      selection: { ids: [], tags: [], usedBy: [], environment: null },
      evidence: 'fresh',
      maxAgeSeconds: null,
      scope: { only: null, except: [] },
    },
    {
      ...prober.dependencies,
      ...openStores(),
      deployment: aDeployment([check]),
      remainingMs: () => 300_000,
      log: () => {},
    },
  )
  return judgements
}

describe('a gate that sends no broken credential', () => {
  for (const [profile, standing, reason] of [
    ['replicate', 'unknown', 'unrecognized'],
    ['tailscale', 'invalid', 'rejected'],
  ] as const)
    it(`finds a bare 401 ${reason} at ${profile}`, () =>
      watching(
        () => refused,
        asking(profile),
        async (world) => {
          const [judged] = await byGate(world)
          assert.deepEqual([judged?.standing, judged?.reason], [standing, reason])
          assert.ok(!world.server.requests.some(({ headers }) => headers['authorization'] === undefined))
        },
      ))
})
