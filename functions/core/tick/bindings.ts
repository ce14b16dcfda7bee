import type { CheckKey } from '../model/check.ts'
import type { HostBinding } from '../model/host-binding.ts'
import type { BatchMessage } from '../state/batch-record.ts'
import type { CheckState } from '../state/state.ts'

/** Returns the bindings that the sweep of a batch found: none for a listed secret without the tag, `undefined` for one that it did not see. */
export function sweptBindings({ hosts, versionIds }: BatchMessage, key: CheckKey): readonly HostBinding[] | undefined {
  return hosts?.[key] ?? (versionIds[key] === undefined ? undefined : [])
}

/** Returns the bindings that hold for a check. Those of a secret that the sweep did not see stay as they were. */
export function bindingsOf(message: BatchMessage, key: CheckKey, previous: CheckState | null): readonly HostBinding[] {
  return sweptBindings(message, key) ?? previous?.hosts ?? []
}
