import { cadencesOf, deliverySeconds, isSlow, watchSeconds } from '../functions/core/model/cadences.ts'
import type { Deployment } from '../functions/core/model/deployment.ts'
import { lookMs } from '../functions/core/rotation/refresh-due.ts'
import { deliveryEvent } from '../functions/core/tick/between-ticks.ts'
import { watchEvent } from '../functions/core/tick/watch.ts'
import { reconcileEvent } from '../functions/rotate/request.ts'
import type { Schedule } from './aws/scheduler.ts'
import type { LambdaFunction } from './lambda/function.ts'

/** Returns the names of the secrets that our own `rotate` function rotates. */
export function ourSecrets({ checks }: Deployment): readonly string[] {
  return checks.flatMap(({ rotation, secret }) =>
    rotation.by === 'ours' && secret?.source.from === 'secrets-manager' ? [secret.source.id] : [],
  )
}

/** Returns the schedules of a deployment: one for each cadence, one that delivers between slow ticks, the watchdog's, and one that reconciles rotations. */
export function schedulesOf(
  deployment: Deployment,
  { tick, rotate }: Readonly<Record<'tick' | 'rotate', LambdaFunction>>,
): readonly Schedule[] {
  const ticks = [...cadencesOf(deployment)].map(([cadence, checks]) => ({
    name: cadence,
    everyMs: (checks[0]?.everySeconds ?? 60) * 1_000,
    invoke: async (event: { readonly cadence: string }) => {
      const outcome = await tick.invoke(event)
      if (!outcome.ok) throw new Error('the tick failed')
    },
  }))
  const environments = deployment.environments.map(({ name }) => name)
  const reconciling = {
    name: 'reconcile',
    everyMs: lookMs,
    invoke: async () => void (await rotate.invoke(reconcileEvent(environments))),
  }
  const delivering = {
    name: 'deliver',
    everyMs: deliverySeconds * 1_000,
    invoke: async () => void (await tick.invoke(deliveryEvent)),
  }
  const watching = {
    name: 'watch',
    everyMs: watchSeconds * 1_000,
    invoke: async () => void (await tick.invoke(watchEvent)),
  }
  return [
    ...ticks,
    watching,
    ...(isSlow(deployment) ? [delivering] : []),
    ...(ourSecrets(deployment).length === 0 ? [] : [reconciling]),
  ]
}
