import type { Check } from '../model/check.ts'
import type { CheckState } from '../state/state.ts'
import { assess, type StandardOfProof } from './assess.ts'
import type { AttemptDependencies } from './attempt.ts'
import { type Control, control } from './control.ts'
import { strangerOf } from './control-turn.ts'
import { inView, isForbidden } from './forbidden-again.ts'
import type { Probed } from './probe.ts'

/** Everything that a refusal for permission is compared with. */
export type PermissionComparison = {
  readonly previous: CheckState | null
  readonly proof: StandardOfProof
  /** The stranger of this tick, if one was asked. */
  readonly stranger: Control | null
}

/**
 * Compares a refusal for permission with what a stranger is answered, when it is news. If strangers are refused so too, it proves no life.
 * Without the budget to ask, what the last comparison showed still holds.
 */
export async function withComparedPermission(
  check: Check,
  probed: Probed,
  { previous, proof, stranger }: PermissionComparison,
  dependencies: AttemptDependencies,
): Promise<Probed> {
  const last = probed.readings.at(-1)
  if (last === undefined || !isForbidden(last)) return probed
  const isKnown = previous?.evidence.rule === last.rule && previous.versionId === last.versionId
  if (stranger === null && isKnown && previous.reason !== 'unrecognized') return probed
  const asked = stranger ?? (await askStranger(check, dependencies))
  const forbidsBroken = asked === null ? isKnown && previous.reason === 'unrecognized' : asked.forbidden
  return forbidsBroken ? forbiddenToAll(check, probed, proof, dependencies.now()) : probed
}

async function askStranger(check: Check, dependencies: AttemptDependencies): Promise<Control | null> {
  const credential = strangerOf(check, dependencies.profileOf(check.profile))
  if (credential === null || dependencies.mayAsk?.(check, 'control') === false) return null
  return control(check, credential, dependencies, {})
}

function forbiddenToAll(check: Check, { readings }: Probed, proof: StandardOfProof, nowMs: number): Probed {
  const judged = readings.map((reading) => inView(reading, check, { forbidsBroken: true }))
  return { verdict: assess(check, judged, nowMs, proof), readings: judged }
}
