/** A process that probes one hostile server, and good ones beside it. Sends what it found and what that took. */
import { attemptDeadlineMs } from '../../../functions/core/probe/attempt.ts'
import { checkAt, leaks, shownOutcome, startVictim } from '../answers/play.ts'
import { rowAt } from './rows.ts'

/** Costs of one attack, and the probes that ran beside it. */
export type AttackCost = {
  readonly outcome: string
  readonly leaks: boolean
  /** Attempts of the probe, each of which has a deadline of its own. */
  readonly attempts: number
  readonly tookMs: number
  readonly grewMb: number
  readonly neighbours: number
  readonly healthyNeighbours: number
}

const [, , index = '', url = '', neighbour = ''] = process.argv
const target = startVictim(attemptDeadlineMs)

/** Asks a good server. A second secret and a connection of its own make it another check. */
const isHealthy = async () => (await target.probe(checkAt(neighbour))).verdict.reason === 'healthy'

const peakMb = () => process.resourceUsage().maxRSS / 1_024

/** Everything is loaded and connected once before the first look at the memory. */
async function warmUp(): Promise<void> {
  for (let count = 0; count < 20; count += 1) await isHealthy()
  await target.probe(checkAt(neighbour, rowAt(Number(index))))
}

async function measure(): Promise<AttackCost> {
  await warmUp()
  const beforeMb = peakMb()
  const startMs = performance.now()
  let isOver = false
  let tookMs = 0
  const attacked = target.probe(checkAt(url, rowAt(Number(index)))).finally(() => {
    isOver = true
    tookMs = performance.now() - startMs
  })
  const neighbours: boolean[] = []
  while (!isOver || neighbours.length < 3) {
    neighbours.push(await isHealthy())
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  const probed = await attacked
  return {
    outcome: shownOutcome(probed),
    leaks: leaks(probed),
    attempts: probed.readings.length,
    tookMs,
    grewMb: peakMb() - beforeMb,
    neighbours: neighbours.length,
    healthyNeighbours: neighbours.filter((one) => one).length,
  }
}

process.send?.(await measure())
await target.close()
if (process.connected) process.disconnect()
