import { batchSize } from '../../functions/core/tick/batches.ts'
import { probeMemoryMb } from '../../infra/probe.ts'
import { type Stack, startStack } from '../../local/stack.ts'
import { makeCertificates } from '../support/certificates.ts'
import { startHostileServer } from '../support/hostile-server.ts'
import { aWatch, bot, deploymentOf } from '../support/stack.ts'
import { type ChildUse, childrenOf } from './support/own-children.ts'
import { atMost, type BenchRow, missing, noted } from './support/row.ts'

export const name = 'probe-memory'

const cadence = '5m'
const ticks = 4
/** Share of its memory that a function may use: the rest is for what the lab does not have. */
const usable = 0.8
/** Bytes of an answer: a usual one, and about the largest that a probe reads. */
const largest = 250_000

/** Batches of a deployment, and what each answer holds besides the usual. */
const subjects = [
  { batches: 1, bytes: 0, what: 'one batch, usual answers' },
  { batches: 1, bytes: largest, what: 'one batch, answers of 250 KB' },
  { batches: 20, bytes: 0, what: 'twenty batches, usual answers' },
  { batches: 20, bytes: largest, what: 'twenty batches, answers of 250 KB' },
] as const

/** Runs full batches with fresh TLS connections to fifty hosts, and measures the processes of the probe function. */
export async function run(): Promise<readonly BenchRow[]> {
  const rows: BenchRow[] = []
  for (const subject of subjects) rows.push(...(await measured(subject)))
  return rows
}

async function measured({ batches, bytes, what }: (typeof subjects)[number]): Promise<readonly BenchRow[]> {
  await using opened = new AsyncDisposableStack()
  const { ca, valid } = await makeCertificates()
  const body = { login: bot.clientId, filler: 'x'.repeat(bytes) }
  const urls: string[] = []
  for (let index = 0; index < batchSize; index += 1)
    urls.push(opened.adopt(await startHostileServer({ kind: 'json', body }, { tls: valid }), (one) => one.close()).url)
  const checks = Array.from({ length: batches * batchSize }, (_, index) =>
    aWatch(`check-${index}`, `${urls[index % batchSize]}/me`),
  )
  const deployment = deploymentOf(checks, { privateCa: ca.cert })
  const secrets = new Map(checks.map(({ id }) => [`production/${id}`, `bench-token-${id}-5c1f0b7e9d2a`]))
  const stack = opened.adopt(await startStack({ deployment, secrets, scheduled: false }), (one) => one.close())
  await stack.tick(cadence)
  const before = await childrenOf('probe')
  if (before.length === 0) return [missing(what, 'no /proc on this machine')]
  await runWarmTicks(stack, checks.length)
  const after = await childrenOf('probe')
  const peakMib = Math.max(...after.map((one) => one.peakMib))
  const cpuMs = sumOf(after) - sumOf(before)
  return [
    atMost(
      `peak memory of probe with ${probeMemoryMb} MB, ${what}`,
      peakMib,
      Math.floor(probeMemoryMb * usable),
      'MiB',
    ),
    noted(`CPU time of a batch, ${what}`, cpuMs / (ticks * batches), 'ms'),
  ]
}

const sumOf = (uses: readonly ChildUse[]): number => uses.reduce((sum, { cpuMs }) => sum + cpuMs, 0)

/** Runs the warm ticks. All of their checks have to be judged, and none may page. */
async function runWarmTicks(stack: Stack, checks: number): Promise<void> {
  let judged = 0
  const stop = stack.logbook.onEvent((event) => {
    if (event.event === 'batch') judged += event.judged
    if (event.event === 'reading' && event.standing !== 'valid') throw new Error(`${event.check} is ${event.reason}`)
  })
  for (let tick = 0; tick < ticks; tick += 1) await stack.tick(cadence)
  stop()
  if (judged !== ticks * checks) throw new Error(`${judged} of ${ticks * checks} checks were judged`)
}
