import { openSubscriptions } from '../../functions/aws/subscriptions.ts'
import { pendingSubscriptions, type Subscription } from '../../functions/core/alerting/subscriptions.ts'
import { decide } from '../../functions/core/gate/decide.ts'
import { everything } from '../../functions/core/gate/selection.ts'
import type { Deployment } from '../../functions/core/model/deployment.ts'
import { ownVersion } from '../../functions/own-version.ts'
import type { Connection } from '../aws/connection.ts'
import { deployedGate } from '../aws/deployed-gate.ts'
import { differenceOf } from '../aws/release.ts'
import { calling } from '../aws/troubles.ts'
import { type DoctorFinding, failed, ok, warning } from './finding.ts'

/** Checks that the probe may be asked, that the monitor is alive, and that it reaches the APIs from AWS. */
export async function lookAtMonitor(connection: Connection): Promise<readonly DoctorFinding[]> {
  const answer = await deployedGate(connection).ask({
    selection: everything,
    evidence: 'remembered',
    maxAgeSeconds: null,
  })
  const { dead } = decide(answer, { minTtlSeconds: null, requireExpiry: false, maxAgeSeconds: null })
  const lost = answer.judgements.filter(
    ({ reason }) => reason === 'unreachable' || reason === 'timed_out' || reason === 'tls_failed',
  )
  return [
    ok('permissions', 'this identity may ask the probe'),
    ...(dead.length === 0
      ? [ok('heartbeat', 'every cadence ticked in time')]
      : dead.map(({ because }) => failed('heartbeat', because))),
    lost.length === 0
      ? ok('reach from AWS', 'no check is recorded as unreachable')
      : warning('reach from AWS', `recorded as unreachable: ${lost.map(({ check }) => check).join(', ')}`),
  ]
}

/** Compares the version of Tokenwatch that deployed with that of this command. */
export function releaseFinding({ deployment, directory: { release } }: Connection): DoctorFinding {
  const own = ownVersion()
  const difference = differenceOf({ deployment, release, own })
  return difference === null
    ? ok('version', `${deployment} was deployed by this version, ${own}`)
    : warning('version', difference)
}

/** Lists the subscriptions of the three topics. */
export function listSubscriptions({ directory, options }: Connection): Promise<readonly Subscription[]> {
  const { page, notice, watcher } = directory
  const wanted = { action: 'sns:ListSubscriptionsByTopic', resource: page }
  return calling(wanted, openSubscriptions(options, { page, notice, watcher }))
}

/** Checks that every subscriber of the config is subscribed and has confirmed. Without the config, only that nobody has yet to confirm. */
export function confirmationFinding(found: readonly Subscription[], deployment: Deployment | null): DoctorFinding {
  const pending =
    deployment === null
      ? found.filter(({ confirmed }) => !confirmed).map(({ topic, protocol }) => `${topic} ${protocol}`)
      : pendingSubscriptions(deployment, found)
  return pending.length === 0
    ? ok('subscriptions', 'every subscriber is subscribed and has confirmed')
    : failed('subscriptions', `not subscribed or not confirmed, so they receive no alerts: ${pending.join(', ')}`)
}
