import { openStatelessPager } from '../../functions/core/alerting/incidents/stateless-paging.ts'
import type { AttemptDependencies } from '../../functions/core/probe/attempt.ts'
import type { Network } from '../../functions/core/probe/network/network.ts'
import type { BatchMessage } from '../../functions/core/state/batch-record.ts'
import type { Log } from '../../functions/core/state/log.ts'
import { type BatchDependencies, runBatch } from '../../functions/core/tick/batch.ts'
import { concurrency } from '../../functions/core/tick/concurrency.ts'
import { runTick, type TickDependencies } from '../../functions/core/tick/tick.ts'
import { parseBatchEvent } from '../../functions/probe/batch-event.ts'
import { aDeployment } from '../support/check.ts'
import { aPlace } from '../support/stores.ts'
import { type HighWater, highWater, peakMemoryMib } from './support/high-water.ts'
import { memoryTable } from './support/memory-table.ts'
import { atMost, type BenchRow, noted } from './support/row.ts'
import { attemptDependencies, benchCheck } from './support/subject.ts'
import { startTarget } from './support/target.ts'

export const name = 'tick-10000'

const noDeath = { dead: [], judged: 0 }

const hosts = 20
const warmUp = 1_000
const sizes = [1_000, 2_500, 5_000, 10_000]
/** Growth that still counts as linear: CPU for each check of the largest tick against the smallest. */
const barGrowth = 1.25
const barMemoryMib = 300

/** Runs whole ticks through the real core and real sockets, one batch after the other like one container. */
export async function run(): Promise<readonly BenchRow[]> {
  const target = await startTarget(hosts)
  const water = highWater()
  try {
    await wholeTick(warmUp, target.urls, water)
    const ticks: Tick[] = []
    for (const size of sizes) ticks.push(await wholeTick(size, target.urls, water))
    const cpuEach = ticks.map(({ cpuMs, size }) => (cpuMs * 1_000) / size)
    return [
      ...ticks.flatMap(({ size, tookMs }, index) => [
        noted(`a tick of ${size} checks`, tookMs / 1_000, 's'),
        noted(`CPU of one check among ${size}`, cpuEach[index] ?? Number.NaN, 'us'),
      ]),
      atMost('CPU of one check, last against first', (cpuEach.at(-1) ?? 0) / (cpuEach[0] ?? 1), barGrowth, 'x'),
      atMost('most requests at one host at once', water.highest, concurrency.perHost, 'requests'),
      atMost('peak memory', peakMemoryMib(), barMemoryMib, 'MiB'),
    ]
  } finally {
    await target.close()
  }
}

type Tick = { readonly size: number; readonly tookMs: number; readonly cpuMs: number }

/** Opens a tick, judges its batches, and closes it by opening the next. */
async function wholeTick(size: number, urls: readonly string[], water: HighWater): Promise<Tick> {
  const queue: BatchMessage[] = []
  const dependencies = dependenciesFor(size, urls, water, queue)
  const startedMs = performance.now()
  const startedCpu = process.cpuUsage()
  await runTick({ cadence: '5m', spreadSeconds: 0 }, dependencies)
  let judged = 0
  for (const message of queue.splice(0))
    judged += (await runBatch(message, dependencies))?.environments['production']?.valid ?? 0
  await runTick({ cadence: '5m', spreadSeconds: 0 }, dependencies)
  const { user, system } = process.cpuUsage(startedCpu)
  const tookMs = performance.now() - startedMs
  await dependencies.network.close()
  if (judged !== size) throw new Error(`${judged} of ${size} checks are valid: not what is measured`)
  return { size, tookMs, cpuMs: (user + system) / 1_000 }
}

function dependenciesFor(
  size: number,
  urls: readonly string[],
  water: HighWater,
  queue: BatchMessage[],
): BatchDependencies & TickDependencies {
  const attempts: AttemptDependencies = attemptDependencies({ keepAlive: false })
  const table = memoryTable()
  const checks = Array.from({ length: size }, (_, index) =>
    benchCheck(urls[index % urls.length] ?? '', { id: `check-${index}`, key: `production/check-${index}` }),
  )
  return {
    ...attempts,
    network: watched(attempts.network, water),
    deployment: aDeployment(checks),
    states: table,
    records: table,
    history: table,
    monitor: table,
    ask: async () => {},
    conditions: {
      all: async () => [],
      put: async () => true,
      addDead: async () => noDeath,
      deadIn: async () => noDeath,
    },
    statelessPager: openStatelessPager(async () => undefined),
    place: aPlace,
    log: spell,
    publish: () => Promise.reject(new Error('nothing to page')),
    publishMetrics: async () => {},
    putEvents: async () => new Set(),
    rotate: async () => 'refused',
    sweep: async () => ({
      versionIds: new Map(),
      managedByAws: new Set(),
      nextRotations: new Map(),
      wiring: new Map(),
      hosts: new Map(),
      absent: new Set(),
      untold: new Set(),
    }),
    subscriptions: async () => [],
    enqueue: async (batches) => void queue.push(...batches.flatMap(({ message }) => delivered(message))),
    remainingMs: () => 90_000,
  }
}

/** Returns the message in the form that the queue delivers: its keys are new strings, which are slower to compare. */
function delivered(message: BatchMessage): readonly BatchMessage[] {
  return parseBatchEvent({ Records: [{ messageId: 'bench', body: JSON.stringify(message) }] }).map(
    (event) => event.message,
  )
}

function watched(network: Network, water: HighWater): Network {
  return {
    ...network,
    exchange(request, signal) {
      water.enter(request.url.host)
      return network.exchange(request, signal).finally(() => water.leave(request.url.host))
    },
  }
}

/** Serializes a log line, which costs time, and discards it. */
const spell: Log = (event) => void JSON.stringify(event)
