import type { Call } from './call.ts'
/** What goes wrong with one call. `hang` keeps the connection open without an answer, `reset` tears it down. */
export type CallFault =
  | { readonly error: string; readonly status?: number; readonly message?: string }
  | { readonly delayMs: number }
  | { readonly hang: true }
  | { readonly reset: true }

/** Which calls a fault meets. */
export type LabInjection = {
  /** As the SDK spells it (`PutSecretValue`), or `*` for every operation. */
  readonly operation: string
  /** How many matching calls it meets before it ends by itself; `Infinity` until the faults are cleared. */
  readonly times: number
  readonly fault: CallFault
  /** The operation takes effect first and only its answer is lost: the caller cannot know that it happened. */
  readonly after?: boolean
  /** Narrows further: one caller, one secret. */
  readonly when?: (call: Call) => boolean
}

export type Faults = {
  readonly inject: (injection: LabInjection) => void
  readonly clearFaults: () => void
  /** The fault that meets this call, used up by one; the earliest injected first. */
  readonly take: (call: Call) => LabInjection | undefined
}

export function createFaults(): Faults {
  let pending: { injection: LabInjection; left: number }[] = []
  return {
    inject: (injection) => void pending.push({ injection, left: injection.times }),
    clearFaults() {
      pending = []
    },
    take(call) {
      const met = pending.find(({ injection, left }) => left > 0 && meets(injection, call))
      if (met !== undefined) met.left -= 1
      return met?.injection
    },
  }
}

function meets({ operation, when }: LabInjection, call: Call): boolean {
  return (operation === '*' || operation === call.operation) && (when === undefined || when(call))
}
