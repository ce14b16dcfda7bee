import { median } from 'simple-statistics'
import { Agent, request } from 'undici'
import { probe } from '../../functions/core/probe/probe.ts'
import { type BenchLoad, loadFor } from './support/load.ts'
import { atLeast, type BenchRow, noted } from './support/row.ts'
import { attemptDependencies, benchCheck, benchToken } from './support/subject.ts'
import { type BenchTarget, startTarget } from './support/target.ts'

export const name = 'pipeline'

/** Lowest ratio by the number of requests at once. */
const barRatios: Readonly<Record<number, number>> = { 16: 0.9, 64: 0.85 }
const pipelineRoundMs = 500
const rounds = 9
/** Until the compiler has settled for both sides. */
const warmUpRounds = 5

/** The whole way of one check against a bare loop of undici requests: same target, same mode, in turns. */
export async function run(): Promise<readonly BenchRow[]> {
  const target = await startTarget()
  try {
    const rows: BenchRow[] = []
    for (const keepAlive of [true, false])
      for (const concurrency of [16, 64]) rows.push(...(await compare(target, keepAlive, concurrency)))
    return rows
  } finally {
    await target.close()
  }
}

type Compared = { readonly bare: BenchLoad; readonly ours: BenchLoad }

async function compare(target: BenchTarget, keepAlive: boolean, concurrency: number): Promise<readonly BenchRow[]> {
  const [url = ''] = target.urls
  const bare = bareLoop(url, keepAlive, concurrency)
  const ours = pipeline(url, keepAlive)
  const loads: Compared[] = []
  for (let round = 0; round < warmUpRounds + rounds; round += 1)
    loads.push({
      bare: await loadFor(pipelineRoundMs, concurrency, bare.task),
      ours: await loadFor(pipelineRoundMs, concurrency, ours.task),
    })
  await Promise.all([bare.close(), ours.close()])
  const warm = loads.slice(warmUpRounds)
  const of = (pick: (load: Compared) => number) => median(warm.map(pick))
  const mode = `${keepAlive ? 'keep-alive' : 'new connections'}, ${concurrency} at once`
  const bareRate = of((load) => load.bare.perSecond)
  const ourRate = of((load) => load.ours.perSecond)
  const ratio = of((load) => load.ours.perSecond / load.bare.perSecond)
  const bareCpu = of((load) => load.bare.cpuMicrosecondsEach)
  const ourCpu = of((load) => load.ours.cpuMicrosecondsEach)
  return [
    noted(`undici request, ${mode}`, bareRate, '/s'),
    noted(`probe, ${mode}`, ourRate, '/s'),
    noted(`CPU of one undici request, ${mode}`, bareCpu, 'us'),
    noted(`CPU of one probe, ${mode}`, ourCpu, 'us'),
    atLeast(`probe against undici, ${mode}`, ratio, barRatios[concurrency] ?? 1, 'x'),
  ]
}

type Subject = { readonly task: () => Promise<unknown>; readonly close: () => Promise<unknown> }

function bareLoop(url: string, keepAlive: boolean, concurrency: number): Subject {
  const dispatcher = new Agent({ connections: concurrency, pipelining: keepAlive ? 1 : 0 })
  const headers = { authorization: `Bearer ${benchToken}`, accept: 'application/json' }
  return {
    async task() {
      const { body } = await request(url, { dispatcher, headers })
      return body.json()
    },
    close: () => dispatcher.destroy(),
  }
}

function pipeline(url: string, keepAlive: boolean): Subject {
  const dependencies = attemptDependencies({ keepAlive })
  const check = benchCheck(url)
  return {
    async task() {
      const { verdict } = await probe(check, dependencies)
      if (verdict.reason !== 'healthy') throw new Error(`not what is measured: ${JSON.stringify(verdict)}`)
    },
    close: () => dependencies.network.close(),
  }
}
