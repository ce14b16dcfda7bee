import type { Message } from '../alerting/messages/message.ts'
import { monitorMessage } from '../alerting/messages/monitor-message.ts'
import type { Place } from '../model/place.ts'
import { afterCanaries, type MonitorState, type MonitorStore, type OwedToWatchers, settled } from '../state/monitor.ts'
import { type CanaryDependencies, flyCanaries } from './canary.ts'

export type SelfCheckDependencies = CanaryDependencies & {
  readonly monitor: MonitorStore
  readonly place: Place
  /** Rejects unless SNS has accepted the message. */
  publish(message: Message): Promise<void>
}

/**
 * Proves that judging works, remembers whether it does, and tells the watchers when that has changed. As with pages, the change
 * and what is owed for it are one conditional write, and what SNS does not take stays owed for the next tick.
 */
export async function selfCheck(tick: number, dependencies: SelfCheckDependencies): Promise<MonitorState | null> {
  const { monitor, now } = dependencies
  const previous = await monitor.readMonitor()
  const findings = await flyCanaries(dependencies)
  const state = afterCanaries(previous, findings, { tick, nowMs: now() })
  if (state === null) return null
  if (state !== previous && !(await monitor.writeMonitor(state))) return previous
  return payWatchers(state, dependencies)
}

/** In order, so that nobody hears of a mended monitor before he heard that it was broken. */
async function payWatchers(state: MonitorState, dependencies: SelfCheckDependencies): Promise<MonitorState> {
  const { publish, place, monitor, log } = dependencies
  const accepted: OwedToWatchers[] = []
  for (const owed of state.owed) {
    const told = await publish(monitorMessage(owed, place)).then(
      () => true,
      () => false,
    )
    log({ event: 'monitor', kind: owed.kind, canary: owed.breakdown.canary, accepted: told })
    if (!told) break
    accepted.push(owed)
  }
  if (accepted.length === 0) return state
  const paid = settled(state, accepted)
  await monitor.writeMonitor(paid)
  return paid
}
