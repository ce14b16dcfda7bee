import type { ContactProof } from '../faults/fault.ts'
import { type Plane, planes } from '../faults/request.ts'
import type { Sender, WireEntry } from '../injectors/wire.ts'
import { type ArmObservation, faultSpan, type RunObservation, within } from './observation.ts'

/** Requests on one plane while the fault was on: how many, how many of them the fault changed, and who sent those. */
export type Contact = {
  readonly plane: Plane
  readonly eligible: number
  readonly changed: Readonly<Record<Sender, number>>
}

/** Requests that the fault could have met, for each arm; `null` if the requests of an arm are not seen. */
export type Contacts = { readonly fault: readonly Contact[]; readonly control: readonly Contact[] | null }

export function contactsOf(observation: RunObservation): Contacts {
  const { arms } = observation
  return {
    fault: contactsIn(arms.fault, observation),
    control: arms.control.wire.length === 0 ? null : contactsIn(arms.control, observation),
  }
}

function contactsIn({ wire }: ArmObservation, observation: RunObservation): readonly Contact[] {
  const during = within(wire, faultSpan(observation))
  return planes.flatMap((plane) => {
    const seen = during.filter((entry) => entry.plane === plane)
    const changed = seen.filter((entry) => isChanged(entry, observation))
    const by = (sender: Sender) => changed.filter((entry) => entry.by === sender).length
    const counts = { service: by('service'), tool: by('tool'), unknown: by('unknown') }
    return seen.length === 0 ? [] : [{ plane, eligible: seen.length, changed: counts }]
  })
}

/** Counts the requests of the service that the fault, or its effect, provably changed on the plane that the fault is about. */
export function contactEvidence(observation: RunObservation): number {
  return contactsOf(observation).fault.reduce((sum, { changed }) => sum + changed.service, 0)
}

function isChanged(entry: WireEntry, { fault, leaseId }: RunObservation): boolean {
  const { planes: own, proof } = fault.variant
  // An answer that another fault has made or changed proves nothing about this one.
  if (leaseId !== null && entry.injectedBy !== null && entry.injectedBy !== leaseId) return false
  if (own.includes(entry.plane) && entry.action !== 'pass') return true
  return proof !== undefined && isProof(entry, proof)
}

/** Finds the mark of a fault that changes state in an answer: the old token was refused, or a short-lived one was granted. */
function isProof({ plane, status, isOldToken, lifetimeSeconds }: WireEntry, proofs: readonly ContactProof[]): boolean {
  if (status === null) return false
  const isRefused = status === 401 || status === 403
  const marks: Readonly<Record<ContactProof, boolean>> = {
    token_refused: plane === 'api' && isOldToken && isRefused,
    client_refused: plane === 'idp' && (isRefused || status === 400),
    short_token: plane === 'idp' && status === 200 && lifetimeSeconds !== null,
  }
  return proofs.some((proof) => marks[proof])
}
