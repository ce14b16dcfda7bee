import type { Deployment } from '../core/model/deployment.ts'
import {
  answerSeconds,
  loadsOf,
  mostProbesAtOnce,
  probesAtOnceAt,
  probesNeeded,
  type TickLoad,
} from '../core/tick/throughput.ts'
import { outside, type Problem } from './problems.ts'
import { besideBatches } from './schema/account.ts'

/** Finds probe locations that could not finish a cadence before it is due again, if the answers of its hosts are slow. */
export function throughputProblems(deployment: Deployment): readonly Problem[] {
  const { reserved } = deployment.account.concurrency
  const loads = loadsOf(deployment, answerSeconds.slow)
  return [...probesNeeded(loads)].flatMap(([location, needed]) => {
    const atOnce = probesAtOnceAt(deployment, location)
    const sum = sumOf(loads.filter((load) => load.location === location))
    if (needed > mostProbesAtOnce)
      return [outside('checks', `${sum}; SQS runs at most ${mostProbesAtOnce}: ask less often, or divide the config`)]
    if (needed > atOnce)
      return [outside('account.concurrency.probesAtOnce', `${sum}, found ${atOnce}: raise it or leave it out`)]
    if (reserved === null || reserved.probe >= atOnce + besideBatches) return []
    const least = atOnce + besideBatches
    const message = `expected at least ${least}, for ${atOnce} batches, the gate and tasks, found ${reserved.probe}: raise it`
    return [outside('account.concurrency.reserved.probe', message)]
  })
}

/** Words the sum of what a probe location has to do at one time. */
function sumOf(loads: readonly TickLoad[]): string {
  const parts = loads.map(({ checks, cadence, batchSeconds }) => {
    const seconds = batchSeconds.reduce((sum, one) => sum + one, 0) / batchSeconds.length
    return `${checks} checks every ${cadence} are ${batchSeconds.length} batches of ${Number(seconds.toFixed(1))} s`
  })
  const needed = [...probesNeeded(loads).values()].join()
  return `${parts.join(', ')} where answers take ${answerSeconds.slow} s, and need ${needed} at one time, with a fifth to spare`
}
