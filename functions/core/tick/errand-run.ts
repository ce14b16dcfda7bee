import type { Deployment } from '../model/deployment.ts'
import { type ReviewDependencies, review } from '../review/review.ts'
import { type HeartbeatDependencies, sendHeartbeat } from '../watchdog/heartbeat.ts'
import { type SelfCheckDependencies, selfCheck } from '../watchdog/self-check.ts'
import { type Errand, isDue } from './errand.ts'

export type ErrandDependencies = SelfCheckDependencies &
  HeartbeatDependencies &
  ReviewDependencies & { readonly deployment: Deployment }

/** Runs one errand; one that is late, or of another config, is dropped. What fails at a heartbeat is logged and stops nothing. */
export async function runErrand(errand: Errand, dependencies: ErrandDependencies): Promise<void> {
  const { deployment, log, now } = dependencies
  if (!isDue(errand, deployment, now())) {
    log({ event: 'fault', where: errand.errand, code: 'not_due', check: null })
    return
  }
  switch (errand.errand) {
    case 'canaries':
      await selfCheck(errand.tick, dependencies)
      return
    case 'review':
      return review(errand.checks, dependencies)
    case 'heartbeat':
      return beat(errand.cadence, dependencies)
  }
}

async function beat(cadence: string, dependencies: ErrandDependencies): Promise<void> {
  const { log } = dependencies
  const code = await sendHeartbeat(dependencies)
  if (code === null) log({ event: 'heartbeat', cadence })
  else log({ event: 'fault', where: 'heartbeat', code, check: null })
}
