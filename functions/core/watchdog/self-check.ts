import type { Message } from '../alerting/messages/message.ts'
import { monitorMessage } from '../alerting/messages/monitor-message.ts'
import type { Place } from '../model/place.ts'
import { succeeded } from '../model/succeeded.ts'
import {
  afterCanaries,
  type MonitorState,
  type MonitorStore,
  type PendingWatcherMessage,
  settled,
} from '../state/monitor.ts'
import { type CanaryDependencies, probeCanaries } from './canary.ts'

export type SelfCheckDependencies = CanaryDependencies & {
  readonly monitor: MonitorStore
  readonly place: Place
  /** Rejects unless SNS has accepted the message. */
  publish(message: Message): Promise<void>
}

/**
 * Proves that judging works, stores the result, and notifies the watchers when it changes. The change and its pending messages are one
 * conditional write, as with pages. A message that SNS does not accept stays pending for the next tick.
 */
export async function selfCheck(tick: number, dependencies: SelfCheckDependencies): Promise<MonitorState | null> {
  const { monitor, now } = dependencies
  const previous = await monitor.readMonitor()
  const findings = await probeCanaries(dependencies)
  const state = afterCanaries(previous, findings, { tick, nowMs: now() })
  if (state === null) return null
  if (state !== previous && !(await monitor.writeMonitor(state))) return previous
  return deliverToWatchers(state, dependencies)
}

/** Delivers messages in order: the watchers learn that the monitor is broken before they learn that it works again. */
async function deliverToWatchers(state: MonitorState, dependencies: SelfCheckDependencies): Promise<MonitorState> {
  const { publish, place, monitor, log } = dependencies
  const accepted: PendingWatcherMessage[] = []
  for (const pending of state.pending) {
    const notified = await succeeded(publish(monitorMessage(pending, place)))
    log({ event: 'monitor', kind: pending.kind, canary: pending.breakdown.canary, accepted: notified })
    if (!notified) break
    accepted.push(pending)
  }
  if (accepted.length === 0) return state
  const delivered = settled(state, accepted)
  await monitor.writeMonitor(delivered)
  return delivered
}
