import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import { openStatelessPager } from '../../../functions/core/alerting/incidents/stateless-paging.ts'
import type { Check } from '../../../functions/core/model/check.ts'
import type { BatchMessage } from '../../../functions/core/state/batch-record.ts'
import type { CheckState } from '../../../functions/core/state/state.ts'
import { type BatchDependencies, runBatch } from '../../../functions/core/tick/batch.ts'
import { aMessage } from '../../support/batch-record.ts'
import { aDeployment, aRequest } from '../../support/check.ts'
import type { HostileServer, Script } from '../../support/hostile-server.ts'
import type { Prober } from '../../support/probing.ts'
import { good, me, probing, refusing } from '../../support/probing-api.ts'
import { type Audience, openAudience, openStores, type Stores } from '../../support/stores.ts'
import { aState } from '../../support/verdict.ts'
import { aWireAnswer } from '../../support/wire.ts'

/** Dependencies of a batch of one check, over a real API. */
type World = {
  readonly check: Check
  readonly prober: Prober
  readonly server: HostileServer
  readonly stores: Stores
  readonly audience: Audience
  run(message?: Partial<BatchMessage>, overrides?: Partial<BatchDependencies>): ReturnType<typeof runBatch>
}

/** State item whose list of changes is not a list. */
type Broken = Omit<CheckState, 'changes'> & Record<keyof Pick<CheckState, 'changes'>, null>

const startMs = Date.now()
const minutesLater = (minutes: number) => ({ tick: startMs + minutes * 60_000 })

const batching = (script: Script, test: (world: World) => Promise<void>) =>
  probing(script, ({ check, prober, server }) => {
    const [stores, audience] = [openStores(), openAudience()]
    const dependencies: BatchDependencies = {
      ...prober.dependencies,
      ...audience,
      ...stores,
      deployment: aDeployment([check]),
      statelessPager: openStatelessPager(async () => undefined),
      remainingMs: () => 300_000,
    }
    const run: World['run'] = (message, overrides) => {
      const { tick = startMs } = message ?? {}
      return runBatch(aMessage([check.key], { ...message, tick }), { ...dependencies, now: () => tick, ...overrides })
    }
    return test({ check, prober, server, stores, audience, run })
  })

const subjects = ({ messages }: Audience) => messages.map(({ subject }) => subject)

describe('a batch', () => {
  it('probes its checks, saves the verdicts and writes a record', () =>
    batching(good, async ({ check, stores, audience, run }) => {
      const record = await run()
      assert.deepEqual([record?.judged, record?.notRun, record?.environments['production']?.valid], [1, 0, 1])
      assert.equal(stores.stateOf(check.key)?.reason, 'healthy')
      assert.deepEqual(await stores.records.readBatch('5m', 0), record)
      assert.deepEqual(
        audience.events.map(({ event }) => event),
        ['reading', 'transition'],
      )
    }))

  it('writes nothing about a check that has not changed', () =>
    batching(good, async ({ stores, run }) => {
      await run()
      await run(minutesLater(5))
      assert.equal(stores.written.length, 1)
    }))

  it('pages once for a token that died, then sends one request a tick, and resolves at the second good verdict', () =>
    batching(good, async ({ audience, server, prober, run }) => {
      await run()
      server.become(refusing)
      await run(minutesLater(5))
      const asked = server.requests.length
      await run(minutesLater(10))
      assert.equal(server.requests.length, asked + 1)
      server.become(good)
      await run(minutesLater(15))
      assert.deepEqual(subjects(audience), ['ALARM: production/ci-bot rejected'])
      await run(minutesLater(20))
      assert.deepEqual(subjects(audience), ['ALARM: production/ci-bot rejected', 'OK: production/ci-bot is good again'])
      assert.deepEqual(prober.pausesMs, [2_000])
    }))

  it('ignores checks that its config no longer has', () =>
    batching(good, async ({ server, run }) => {
      const record = await run({ checks: ['production/gone'] })
      assert.deepEqual([record?.judged, record?.notRun, server.connections()], [0, 0, 0])
    }))
})

describe('the concurrency of a batch', () => {
  /** Runs one check for each named host, and returns the number of requests that were under way at once. */
  const peakOf = async (hosts: readonly string[]): Promise<number> => {
    let [running, peak] = [0, 0]
    const exchange = async () => {
      running += 1
      peak = Math.max(peak, running)
      // A turn of the event loop ends when every request that may start has started.
      await setImmediate()
      running -= 1
      return aWireAnswer(200, me)
    }
    await batching(good, async ({ check, run }) => {
      const checks = hosts.map((host, index): Check => {
        const id = `check-${index}`
        return { ...check, id, key: `production/${id}`, question: aRequest(`https://${host}/me`) }
      })
      const network = { exchange, close: async () => undefined }
      const record = await run({ checks: checks.map(({ key }) => key) }, { deployment: aDeployment(checks), network })
      assert.deepEqual([record?.judged, record?.notRun], [hosts.length, 0])
    })
    return peak
  }

  it('is 8 requests to one host', async () => {
    assert.equal(await peakOf(Array.from({ length: 20 }, () => 'api.example')), 8)
  })

  it('is 64 requests over all hosts', async () => {
    assert.equal(await peakOf(Array.from({ length: 90 }, (_, index) => `api-${index % 30}.example`)), 64)
  })
})

describe('a batch that is delivered again', () => {
  it('sends no page twice', () =>
    batching(refusing, async ({ audience, stores, run }) => {
      await run()
      await run()
      assert.deepEqual(subjects(audience), ['ALARM: production/ci-bot rejected'])
      assert.deepEqual(
        stores.written.map(({ pending }) => pending.length),
        [1, 0],
      )
    }))

  it('changes nothing after a newer one', () =>
    batching(good, async ({ stores, server, run }) => {
      const newer = await run(minutesLater(1))
      const asked = server.requests.length
      assert.equal(await run(), null)
      assert.equal(server.requests.length, asked)
      assert.deepEqual(await stores.records.readBatch('5m', 0), newer)
    }))

  it('pages once beside a copy of itself: the one whose state was written', () =>
    batching(refusing, async ({ audience, run }) => {
      await Promise.all([run(), run()])
      assert.deepEqual(subjects(audience), ['ALARM: production/ci-bot rejected'])
    }))
})

describe('a batch in trouble', () => {
  it('does not run after its deadline', () =>
    batching(good, async ({ server, run }) => {
      const now = () => startMs
      const late = await run(minutesLater(-6), { now })
      assert.deepEqual([late?.judged, late?.notRun, server.connections()], [0, 1, 0])
      const inTime = await run(minutesLater(-4), { now })
      assert.equal(inTime?.judged, 1)
    }))

  it('does not begin a check that it could not finish', () =>
    batching(good, async ({ server, stores, run }) => {
      const record = await run({}, { remainingMs: () => 20_000 })
      assert.deepEqual([record?.judged, record?.notRun, server.connections()], [0, 1, 0])
      assert.deepEqual(stores.written, [])
    }))

  it('keeps the open incident of a check that it has no time for', () =>
    batching(refusing, async ({ check, run }) => {
      await run()
      const cut = await run(minutesLater(5), { remainingMs: () => 20_000 })
      assert.deepEqual([cut?.notRun, cut?.open], [1, [check.key]])
      assert.deepEqual((await run(minutesLater(10)))?.open, [check.key])
    }))

  it('keeps a message pending that SNS does not accept, and the next batch delivers it', () =>
    batching(refusing, async ({ audience, check, run }) => {
      audience.deaf = true
      assert.deepEqual((await run())?.pending, [check.key])
      audience.deaf = false
      const next = await run(minutesLater(5))
      assert.deepEqual([next?.pagesSent, next?.pending], [1, []])
      assert.deepEqual(subjects(audience), ['ALARM: production/ci-bot rejected'])
    }))

  it('judges and notifies the other checks if a bug makes one throw, which counts as not run', () =>
    batching(refusing, async ({ check, prober, audience, run }) => {
      const poison: Check = { ...check, id: 'poison', key: 'production/poison', profile: 'github' }
      const deployment = aDeployment([poison, check])
      const profileOf = (name: string) =>
        name === 'github' ? assert.fail('a bug of ours') : prober.dependencies.profileOf(name)
      const record = await run({ checks: [poison.key, check.key] }, { deployment, profileOf })
      assert.deepEqual([record?.judged, record?.notRun], [1, 1])
      assert.deepEqual(subjects(audience), ['ALARM: production/ci-bot rejected'])
      const fault = { event: 'fault', where: 'probe', code: 'threw', check: poison.key }
      assert.deepEqual(
        audience.events.filter(({ event }) => event === 'fault'),
        [fault],
      )
    }))

  it('keeps the verdicts of the others if one cannot be concluded', () =>
    batching(refusing, async ({ check, stores, audience, run }) => {
      const poison: Check = { ...check, id: 'poison', key: 'production/poison' }
      const halfAState: CheckState = JSON.parse(
        JSON.stringify({ ...aState({ check: poison.key }), changes: null } satisfies Broken),
      )
      const states = { ...stores.states, read: async () => new Map([[poison.key, halfAState]]) }
      const record = await run(
        { checks: [poison.key, check.key] },
        { deployment: aDeployment([poison, check]), states },
      )
      assert.deepEqual([record?.judged, record?.notRun], [1, 1])
      assert.deepEqual(subjects(audience), ['ALARM: production/ci-bot rejected'])
    }))

  it('judges the others if one check cannot be asked', () =>
    batching(good, async ({ check, run }) => {
      const broken: Check = { ...check, id: 'broken', key: 'production/broken', secret: null }
      const deployment = aDeployment([broken, check])
      const record = await run({ checks: [broken.key, check.key] }, { deployment })
      assert.deepEqual(
        [record?.environments['production']?.valid, record?.environments['production']?.misconfigured],
        [1, 1],
      )
    }))
})

it('logs nothing of the token', () =>
  batching({ kind: 'echo', in: 'body' }, async ({ audience, stores, run }) => {
    const record = await run()
    const everything = JSON.stringify([audience.events, audience.messages, stores.written, record])
    assert.match(everything, /rejected/)
    assert.doesNotMatch(everything, /marked|7f3a9c/)
  }))
