import type { Check } from '../model/check.ts'
import type { HostBinding } from '../model/host-binding.ts'
import { questionSecrets } from '../model/secret-references.ts'
import type { BatchMessage } from '../state/batch-record.ts'
import type { CheckState } from '../state/state.ts'

/** A check, as far as it says which secrets its requests send. */
type Sent = Pick<Check, 'key' | 'secret' | 'question'>

/**
 * Returns the bindings that hold for a check before its secrets are read; `null` if nothing tells, so that the tags have to be read first.
 * Those of parameters are always read with their values.
 */
export function bindingsOf(
  message: BatchMessage,
  check: Sent,
  previous: CheckState | null,
): readonly HostBinding[] | null {
  return sweptBindings(message, check) ?? earlierBindings(check, previous)
}

/** Returns the bindings that were found last, where no sweep tells of newer ones. A state without a version knows of none. */
export function earlierBindings(check: Sent, previous: CheckState | null): readonly HostBinding[] | null {
  if (!sendsFrom(check, 'secrets-manager')) return []
  return previous === null || previous.versionId === null ? null : (previous.hosts ?? [])
}

/** Bindings of one probe: those that were known before it, and those that were read with its secrets, if any was read. */
export type ProbedBindings = {
  readonly known: readonly HostBinding[] | null
  readonly read: readonly HostBinding[] | null
}

/** Returns all bindings that a tick found: those of the sweep and those that were read with values. `undefined` if some are not known. */
export function foundBindings(
  message: BatchMessage,
  check: Sent,
  { known, read }: ProbedBindings,
): readonly HostBinding[] | undefined {
  if (known === null) return read ?? undefined
  const swept = sweptBindings(message, check)
  if (swept === undefined || (read === null && sendsFrom(check, 'parameter-store'))) return undefined
  return [...swept, ...(read ?? [])]
}

/** Returns the bindings that the sweep of a batch found: none for a listed secret without the tag, `undefined` for one that it did not see. */
function sweptBindings({ hosts, versionIds }: BatchMessage, check: Sent): readonly HostBinding[] | undefined {
  if (!sendsFrom(check, 'secrets-manager')) return []
  return hosts?.[check.key] ?? (versionIds[check.key] === undefined ? undefined : [])
}

function sendsFrom({ secret, question }: Sent, store: 'secrets-manager' | 'parameter-store'): boolean {
  const references = [
    ...(secret === null ? [] : [secret]),
    ...questionSecrets(question).map(({ reference }) => reference),
  ]
  return references.some(({ source }) => source.from === store)
}
