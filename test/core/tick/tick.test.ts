import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { CheckKey } from '../../../functions/core/model/check.ts'
import type { BatchRecord } from '../../../functions/core/state/batch-record.ts'
import type { CutBatch } from '../../../functions/core/tick/batches.ts'
import type { Metric } from '../../../functions/core/tick/metric.ts'
import type { Sweep } from '../../../functions/core/tick/sweep.ts'
import type { ProbeTask } from '../../../functions/core/tick/task.ts'
import { runTick, type TickDependencies } from '../../../functions/core/tick/tick.ts'
import { aRecord, aTick } from '../../support/batch-record.ts'
import { aCheck, aDeployment } from '../../support/check.ts'
import { nowMs } from '../../support/reading.ts'
import { kinds } from '../../support/rotation-kinds.ts'
import { type Audience, openAudience, openStores, provedAt, type Stores } from '../../support/stores.ts'
import { aState, pendingMessage } from '../../support/verdict.ts'

const lastMs = nowMs - 300_000
const check = aCheck()
const pendingState = aState({ pending: [pendingMessage('open', { at: lastMs })] })

/** Listing of the store in which this version is current. */
const swept = (versionId: string, managedByAws: readonly CheckKey[] = []): Sweep => ({
  versionIds: new Map([[check.key, versionId]]),
  managedByAws: new Set(managedByAws),
  nextRotations: new Map(),
  wiring: new Map(),
  hosts: new Map(),
  absent: new Set(),
  untold: new Set(),
})

/** Result of one tick, with all of its effects. */
type Seen = {
  readonly sent: readonly CutBatch[]
  readonly metrics: readonly Metric[]
  readonly rotated: readonly string[]
  readonly asked: readonly ProbeTask[]
  readonly stores: Stores
  readonly audience: Audience
}

async function ticking(
  overrides: Partial<TickDependencies> = {},
  { records = [], stores = openStores(), spreadSeconds = 300 }: Partial<Before> = {},
): Promise<Seen> {
  const sent: CutBatch[] = []
  const metrics: Metric[] = []
  const rotated: string[] = []
  const asked: ProbeTask[] = []
  const audience = openAudience()
  if (records.length > 0) await stores.records.writeTick(aTick({ tick: lastMs, batches: records.length, checks: 1 }))
  for (const record of records) await stores.records.writeBatch(record)
  const dependencies: TickDependencies = {
    ...audience,
    ...stores,
    deployment: aDeployment([check]),
    subscriptions: async () => [],
    sweep: async () => swept('version-1'),
    enqueue: async (batches) => {
      sent.push(...batches)
    },
    ask: async (task) => {
      asked.push(task)
    },
    publishMetrics: async (some) => {
      metrics.push(...some)
    },
    rotate: async ({ key }, versionId) => {
      rotated.push(`${key} ${versionId}`)
      return 'requested'
    },
    now: () => nowMs,
    ...overrides,
  }
  await runTick({ cadence: '5m', spreadSeconds }, dependencies)
  return { sent, metrics, rotated, asked, stores, audience }
}

type Before = { readonly records: readonly BatchRecord[]; readonly stores: Stores; readonly spreadSeconds: number }

const finished = (parts: Partial<BatchRecord> = {}) => aRecord(0, { tick: lastMs, judged: 1, ...parts })
const names = ({ metrics }: Seen) => metrics.map(({ name }) => name)
const faults = ({ audience }: Seen) =>
  audience.events.flatMap((event) => (event.event === 'fault' ? [event.where] : []))

describe('a tick that opens', () => {
  it('sends every check of its cadence with the version that is current', async () => {
    const { sent, stores } = await ticking()
    assert.deepEqual(
      sent.map(({ message }) => [message.tick, message.checks, message.versionIds]),
      [[nowMs, [check.key], { [check.key]: 'version-1' }]],
    )
    const record = await stores.records.readTick('5m')
    assert.deepEqual([record?.tick, record?.batches, record?.checks], [nowMs, 1, 1])
  })

  it('sends no check of another cadence', async () => {
    const hourly = aCheck({ id: 'hourly', everySeconds: 3_600 })
    const { sent } = await ticking({ deployment: aDeployment([check, hourly]) })
    assert.deepEqual(
      sent.flatMap(({ message }) => message.checks),
      [check.key],
    )
  })

  it('sends them also if the current versions are unknown', async () => {
    const seen = await ticking({ sweep: () => Promise.reject(new Error('throttled')) })
    assert.deepEqual(
      seen.sent.map(({ message }) => message.versionIds),
      [{}],
    )
    assert.deepEqual(faults(seen), ['sweep'])
  })

  it('fails if its batches cannot be sent, so that the schedule tries again', async () => {
    await assert.rejects(ticking({ enqueue: () => Promise.reject(new Error('full')) }), /full/)
  })

  it('is spread over a schedule that is slower than its cadence', async () => {
    const fast = aCheck({ everySeconds: 300 })
    const { sent, stores } = await ticking({ deployment: aDeployment([fast]) }, { spreadSeconds: 900 })
    assert.deepEqual(
      sent.map(({ message, delaySeconds }) => [message.tick - nowMs, delaySeconds]),
      [
        [0, 0],
        [300_000, 300],
        [600_000, 600],
      ],
    )
    assert.equal((await stores.records.readTick('5m'))?.tick, nowMs + 600_000)
  })
})

describe('a tick that closes the one before', () => {
  it('has nothing to close the first time', async () => {
    const seen = await ticking()
    assert.deepEqual(seen.metrics, [])
  })

  it('sends its metrics, and the heartbeat if it was complete', async () => {
    assert.ok(names(await ticking({}, { records: [finished()] })).includes('Heartbeat'))
    const incomplete = names(await ticking({}, { records: [finished({ judged: 0, notRun: 1 })] }))
    assert.deepEqual([incomplete.includes('Heartbeat'), incomplete.includes('NotRun')], [false, true])
  })

  it('has no heartbeat while the canaries prove nothing, and says so', async () => {
    const old = { readMonitor: async () => provedAt(nowMs - 3_600_000) }
    const never = { readMonitor: async () => null }
    for (const monitor of [old, never]) {
      const seen = await ticking({ monitor }, { records: [finished()] })
      assert.deepEqual([names(seen).includes('Heartbeat'), faults(seen)], [false, ['canaries']])
    }
  })

  it('has no heartbeat if a probe with another config did not know all of its checks', async () => {
    const names = async (judged: number) => {
      const stores = openStores()
      await stores.records.writeTick(aTick({ tick: lastMs, batches: 1, checks: 2 }))
      await stores.records.writeBatch(finished({ judged }))
      return (await ticking({}, { stores })).metrics.map(({ name }) => name)
    }
    assert.deepEqual([(await names(1)).includes('Heartbeat'), (await names(2)).includes('Heartbeat')], [false, true])
  })

  it('has no heartbeat for a tick that was closed before, if no other could be opened since', async () => {
    const stores = openStores()
    await stores.records.writeTick(aTick({ tick: lastMs, batches: 1, checks: 1 }))
    await stores.records.writeBatch(finished())
    const records = { ...stores.records, writeTick: () => Promise.reject(new Error('throttled')) }
    const beats = async (minutes: number) => {
      const metrics: Metric[] = []
      const publishMetrics = async (some: readonly Metric[]) => void metrics.push(...some)
      const now = () => lastMs + minutes * 60_000
      await assert.rejects(ticking({ records, publishMetrics, now }, { stores }), /throttled/)
      return metrics.some(({ name }) => name === 'Heartbeat')
    }
    assert.deepEqual([await beats(5), await beats(6), await beats(10)], [true, true, false])
  })

  it('sends nothing about a tick of another config', async () => {
    const deployment = { ...aDeployment([check]), hash: 'another' }
    assert.deepEqual((await ticking({ deployment }, { records: [finished()] })).metrics, [])
  })

  it('delivers the pending pages of its batches, and has a heartbeat again', async () => {
    const stores = openStores([pendingState])
    const seen = await ticking({}, { records: [finished({ pending: [check.key] })], stores })
    assert.deepEqual(
      seen.audience.messages.map(({ subject }) => subject),
      ['ALARM: production/ci-bot revoked'],
    )
    assert.ok(names(seen).includes('Heartbeat'))
    assert.deepEqual(stores.stateOf(check.key)?.pending, [])
  })

  it('counts pages that cannot be delivered, and has no heartbeat', async () => {
    const publish = () => Promise.reject(new Error('nobody hears'))
    const seen = await ticking(
      { publish },
      { records: [finished({ pending: [check.key] })], stores: openStores([pendingState]) },
    )
    assert.deepEqual(seen.metrics.find(({ name }) => name === 'PagesPending')?.values, [1])
    assert.equal(names(seen).includes('Heartbeat'), false)
  })

  it('counts a notice that was sent and could not be removed, since it will be sent again', async () => {
    const noticed = aState({ pending: [pendingMessage('open', { to: 'notice', at: lastMs })] })
    const stores = openStores([noticed])
    const states = { ...stores.states, write: () => Promise.reject(new Error('throttled')) }
    const seen = await ticking({ states }, { records: [finished({ notices: [check.key] })], stores })
    assert.equal(seen.audience.messages.length, 1)
    assert.deepEqual(seen.metrics.find(({ name }) => name === 'PagesPending')?.values, [1])
  })

  it('stops publishing while SNS hangs, so that the next tick is opened in time', async () => {
    const checks = Array.from({ length: 9 }, (_, index) => aCheck({ id: `check-${index}` }))
    const stores = openStores(
      checks.map(({ key }) => aState({ check: key, pending: [pendingMessage('open', { at: lastMs })] })),
    )
    let nowIs = nowMs
    const publish = async () => {
      nowIs += 16_000
      throw new Error('no answer')
    }
    const seen = await ticking(
      { publish, now: () => nowIs, deployment: aDeployment(checks) },
      { records: [finished({ pending: checks.map(({ key }) => key) })], stores },
    )
    assert.deepEqual([nowIs - nowMs, seen.sent.length], [32_000, 1])
    assert.deepEqual(seen.metrics.find(({ name }) => name === 'PagesPending')?.values, [9])
  })

  it('sends no heartbeat if its metrics cannot be sent, but opens the next tick', async () => {
    const seen = await ticking({ publishMetrics: () => Promise.reject(new Error('down')) }, { records: [finished()] })
    assert.deepEqual([faults(seen), seen.sent.length], [['close-tick'], 1])
  })
})

describe('a rotation that a batch found due', () => {
  const due = [finished({ due: [{ check: check.key, versionId: 'version-1' }] })]

  it('is requested and logged', async () => {
    const seen = await ticking({}, { records: due })
    assert.deepEqual(seen.rotated, ['production/ci-bot version-1'])
    assert.deepEqual(
      seen.audience.events.find(({ event }) => event === 'rotation'),
      { event: 'rotation', check: check.key, outcome: 'requested', step: null, versionId: 'version-1' },
    )
  })

  it('is held while an experiment breaks the token, and logged as held', async () => {
    const stores = openStores([], { runId: 'run-1', checks: [check.key], until: nowMs + 1 })
    const seen = await ticking({}, { records: due, stores })
    assert.deepEqual(seen.rotated, [])
    assert.deepEqual(
      seen.audience.events.find(({ event }) => event === 'rotation'),
      { event: 'rotation', check: check.key, outcome: 'held', step: null, versionId: 'version-1' },
    )
  })

  const byFunction = {
    by: 'existing',
    functionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:mine',
    rotateWithinSeconds: 3_600,
  } as const
  for (const rotation of [
    byFunction,
    { by: 'managed', rotateWithinSeconds: 3_600 } as const,
    kinds.createRevoke.rotation('https://api.example'),
  ])
    it(`is not requested once a person cancelled the rotation (${rotation.by}), and the expiry pages`, async () => {
      const deployment = aDeployment([aCheck({ rotation })])
      const sweep = async () => ({ ...swept('version-1'), wiring: new Map([[check.key, 'cancelled']] as const) })
      const stores = openStores([aState({ check: check.key, versionId: 'version-1' })])
      const first = await ticking({ deployment, sweep }, { records: due, stores })
      assert.deepEqual(first.rotated, [])
      assert.deepEqual(
        first.audience.events.filter(({ event }) => event === 'fault' || event === 'rotation'),
        [
          { event: 'fault', where: 'rotation', code: 'cancelled', check: check.key },
          { event: 'rotation', check: check.key, outcome: 'cancelled', step: null, versionId: 'version-1' },
        ],
      )
      assert.equal(stores.stateOf(check.key)?.rotationFailed?.times, 1)
      // The tick before has recorded it.
      await stores.records.writeBatch(aRecord(0, { judged: 1, due: [{ check: check.key, versionId: 'version-1' }] }))
      const unlisted = () => Promise.reject(new Error('throttled'))
      const later = await ticking({ deployment, sweep: unlisted, now: () => nowMs + 300_000 }, { stores })
      assert.deepEqual(later.rotated, [])
    })

  it('of a secret without a rotation function is logged before it is due, and its expiry pages at once', async () => {
    const deployment = aDeployment([aCheck({ rotation: byFunction })])
    const sweep = async () => ({ ...swept('version-1'), wiring: new Map([[check.key, 'unwired']] as const) })
    const stores = openStores([aState({ check: check.key, versionId: 'version-1' })])
    const { audience, rotated } = await ticking({ deployment, sweep }, { stores })
    assert.deepEqual(
      audience.events.filter(({ event }) => event === 'fault'),
      [{ event: 'fault', where: 'rotation', code: 'unwired', check: check.key }],
    )
    assert.deepEqual([rotated, stores.stateOf(check.key)?.rotationFailed?.times], [[], 3])
    assert.deepEqual(faults(await ticking({ deployment, sweep }, { stores })), [])
  })

  it('is held while the monitor itself is broken', async () => {
    const broken = { canary: 'known-bad', since: lastMs, reason: 'healthy' } as const
    const monitor = { readMonitor: async () => ({ ...provedAt(lastMs), broken }) }
    assert.deepEqual((await ticking({ monitor }, { records: due })).rotated, [])
  })

  it('is not requested if the version was replaced meanwhile', async () => {
    const sweep = async () => swept('version-2')
    assert.deepEqual((await ticking({ sweep }, { records: due })).rotated, [])
  })

  it('is requested if the current version is unknown, since the same request twice is one', async () => {
    const sweep = () => Promise.reject(new Error('throttled'))
    assert.deepEqual((await ticking({ sweep }, { records: due })).rotated, ['production/ci-bot version-1'])
  })

  it('is not requested if its check is gone', async () => {
    const gone = [finished({ due: [{ check: 'production/gone', versionId: 'version-1' }] })]
    assert.deepEqual((await ticking({}, { records: gone })).rotated, [])
  })

  it('is recorded as failed, once, if its date of Secrets Manager has passed by more than a day', async () => {
    const day = 86_400_000
    const foreign = aDeployment([aCheck({ rotation: { by: 'managed', rotateWithinSeconds: 3_600 } })])
    for (const [late, times] of [
      [day, undefined],
      [2 * day, 3],
    ] as const) {
      const stores = openStores([aState({ check: check.key, versionId: 'version-1' })])
      const sweep = async () => ({ ...swept('version-1'), nextRotations: new Map([[check.key, nowMs - late]]) })
      await ticking({ deployment: foreign, sweep }, { stores })
      await ticking({ deployment: foreign, sweep }, { stores })
      assert.deepEqual(
        [stores.stateOf(check.key)?.rotationFailed?.times, stores.written.length],
        [times, times ? 1 : 0],
      )
    }
  })

  describe('of a secret that AWS rotates itself', () => {
    const rotation = {
      by: 'existing',
      functionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:mine',
      rotateWithinSeconds: 3_600,
    } as const
    const deployment = aDeployment([aCheck({ rotation })])
    const sweep = async () => swept('version-1', [check.key])
    const unlisted = () => Promise.reject(new Error('throttled'))

    it('is left to AWS, and logged as a fault the first time only', async () => {
      const { rotated, audience, stores } = await ticking({ deployment, sweep }, { records: due })
      assert.deepEqual(rotated, [])
      assert.deepEqual(
        audience.events.filter(({ event }) => event === 'fault'),
        [{ event: 'fault', where: 'rotation', code: 'managed_by_aws', check: check.key }],
      )
      assert.deepEqual(faults(await ticking({ deployment, sweep }, { stores })), [])
    })

    it('is left to AWS by a tick that cannot list the secrets, since the one before has recorded it', async () => {
      const { stores } = await ticking({ deployment, sweep })
      await stores.records.writeBatch(aRecord(0, { judged: 1, due: [{ check: check.key, versionId: 'version-1' }] }))
      const later = { deployment, sweep: unlisted, now: () => nowMs + 300_000 }
      assert.deepEqual((await ticking(later, { stores })).rotated, [])
    })

    it('is requested if the check declares that AWS rotates it', async () => {
      const managed = aDeployment([aCheck({ rotation: { by: 'managed', rotateWithinSeconds: 3_600 } })])
      const seen = await ticking({ deployment: managed, sweep }, { records: due })
      assert.deepEqual([seen.rotated, faults(seen)], [['production/ci-bot version-1'], []])
    })
  })
})

describe('a message that waits in another cadence', () => {
  const daily = aCheck({ id: 'daily', everySeconds: 86_400 })
  const deployment = aDeployment([check, daily])
  const waiting = (seconds: number, to: 'page' | 'notice' = 'page') =>
    aState({ check: daily.key, pending: [pendingMessage('open', { to, at: nowMs - seconds * 1_000 })] })
  const tickedWith = (stores: Stores, overrides: Partial<TickDependencies> = {}) =>
    ticking({ deployment, ...overrides }, { records: [finished()], stores })
  const subjects = ({ audience }: Seen) => audience.messages.map(({ subject }) => subject)

  it('is delivered by the next tick of the shortest cadence', async () => {
    const stores = openStores([waiting(120)])
    const seen = await tickedWith(stores)
    assert.deepEqual(subjects(seen), ['ALARM: production/daily revoked'])
    assert.deepEqual(stores.stateOf(daily.key)?.pending, [])
    assert.ok(names(seen).includes('Heartbeat'))
  })

  it('is left alone while its own probe may be publishing it', async () => {
    assert.deepEqual(subjects(await tickedWith(openStores([waiting(20)]))), [])
  })

  it('is delivered, as a notice, once its own tick is ten minutes late', async () => {
    const sent = async (seconds: number) => subjects(await tickedWith(openStores([waiting(seconds, 'notice')])))
    assert.deepEqual([(await sent(500)).length, (await sent(700)).length], [0, 1])
  })

  it('is delivered by the first tick of a config, whose last tick was of another', async () => {
    const changed = { ...aDeployment([check]), hash: 'another' }
    const state = aState({ pending: [pendingMessage('open', { to: 'notice', at: nowMs - 900_000 })] })
    const records = [finished({ notices: [check.key] })]
    const seen = await ticking({ deployment: changed }, { records, stores: openStores([state]) })
    assert.equal(seen.audience.messages.length, 1)
  })

  it('is never sent by a tick of a slower cadence, which may run at the same moment', async () => {
    const faster = aCheck({ id: 'faster', everySeconds: 60 })
    const seen = await tickedWith(openStores([waiting(120)]), { deployment: aDeployment([check, daily, faster]) })
    assert.deepEqual(subjects(seen), [])
  })

  it('takes the heartbeat if it stays pending, or if the index cannot be read', async () => {
    const refused = await tickedWith(openStores([waiting(120)]), { publish: () => Promise.reject(new Error('deaf')) })
    const stores = openStores()
    const states = { ...stores.states, pending: () => Promise.reject(new Error('throttled')) }
    const unread = await tickedWith(stores, { states })
    assert.deepEqual(
      [refused, unread].map((seen) => names(seen).includes('Heartbeat')),
      [false, false],
    )
    assert.deepEqual(faults(unread), ['pending'])
  })

  it('waits no longer than a few minutes behind thousands that stay pending', async () => {
    const many = Array.from({ length: 5_000 }, (_, index) => aCheck({ id: `daily-${index}`, everySeconds: 86_400 }))
    const pending = [pendingMessage('open', { at: nowMs - 120_000 })]
    const stores = openStores(many.map(({ key }) => aState({ check: key, pending })))
    const asked: number[] = []
    const read: typeof stores.states.read = async (keys) => {
      asked.push(keys.length)
      for (const key of keys) seen.add(key)
      return new Map()
    }
    const seen = new Set<CheckKey>()
    for (let minute = 0; minute < 5; minute += 1)
      await tickedWith(stores, {
        deployment: aDeployment([check, ...many]),
        states: { ...stores.states, read },
        now: () => nowMs + minute * 60_000,
      })
    assert.deepEqual([Math.max(...asked), seen.size], [2_000, 5_000])
  })
})
