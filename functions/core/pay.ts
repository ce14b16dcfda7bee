import type { Check } from './check.ts'
import type { Owed } from './incidents/incident.ts'
import type { Log } from './log.ts'
import type { Message } from './messages/message.ts'
import { messageOf } from './page-message.ts'
import type { Place } from './place.ts'
import type { CheckState, StateStore } from './state.ts'
import { paid } from './transition.ts'

/** What it takes to tell people: a topic, and the state that says what was told. */
export type PayDependencies = {
  readonly states: StateStore
  readonly place: Place
  /** Rejects unless SNS has accepted the message. */
  publish(message: Message): Promise<void>
  readonly log: Log
}

/** What came of paying: messages that SNS accepted, and how many are still owed. */
export type Payment = { readonly sent: number; readonly owed: number }

/**
 * Publishes everything that a state owes, in order, then clears the debt. A crash between the two repeats a message under the
 * same alarm name; it never loses one. What SNS does not take stays owed for whoever comes next.
 */
export async function pay(state: CheckState, check: Check, dependencies: PayDependencies): Promise<Payment> {
  const settled: Owed[] = []
  for (const owed of state.owed) {
    if (!(await tell(owed, state, check, dependencies))) break
    settled.push(owed)
  }
  if (settled.length > 0) await dependencies.states.write(paid(state, settled))
  return { sent: settled.length, owed: state.owed.length - settled.length }
}

async function tell(
  owed: Owed,
  state: CheckState,
  check: Check,
  { publish, place, log }: PayDependencies,
): Promise<boolean> {
  const accepted = await publish(messageOf({ about: 'check', owed, check, state }, place)).then(
    () => true,
    () => false,
  )
  log({ event: 'page', check: check.key, kind: owed.kind, to: owed.to, reason: owed.incident.reason, accepted })
  return accepted
}
