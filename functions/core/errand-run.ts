import type { Deployment } from './deployment.ts'
import { type Errand, isDue } from './errand.ts'
import { type HeartbeatDependencies, sendHeartbeat } from './heartbeat.ts'
import { type SelfCheckDependencies, selfCheck } from './self-check.ts'

export type ErrandDependencies = SelfCheckDependencies & HeartbeatDependencies & { readonly deployment: Deployment }

/** Runs one errand; one that is late, or of another config, is dropped. What fails at a heartbeat is logged and stops nothing. */
export async function runErrand(errand: Errand, dependencies: ErrandDependencies): Promise<void> {
  const { deployment, log, now } = dependencies
  if (!isDue(errand, deployment, now())) {
    log({ event: 'fault', where: errand.errand, code: 'not_due', check: null })
    return
  }
  if (errand.errand === 'canaries') {
    await selfCheck(errand.tick, dependencies)
    return
  }
  const code = await sendHeartbeat(dependencies)
  if (code === null) log({ event: 'heartbeat', cadence: errand.cadence })
  else log({ event: 'fault', where: 'heartbeat', code, check: null })
}
