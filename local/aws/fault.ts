import type { Call } from './call.ts'
/** Failure of one call. `hang` keeps the connection open without an answer, `reset` tears it down. */
export type CallFault =
  | { readonly error: string; readonly status?: number; readonly message?: string }
  | { readonly delayMs: number }
  | { readonly hang: true }
  | { readonly reset: true }

/** A fault, and the calls that it meets. */
export type LabInjection = {
  /** As the SDK spells it (`PutSecretValue`), or `*` for every operation. */
  readonly operation: string
  /** Number of matching calls that fail; `Infinity` until the faults are cleared. */
  readonly times: number
  readonly fault: CallFault
  /** Lets the operation take effect and loses only its answer: the caller cannot know that it happened. */
  readonly after?: boolean
  /** Narrows further: one caller, one secret. */
  readonly when?: (call: Call) => boolean
}

export type Faults = {
  readonly inject: (injection: LabInjection) => void
  readonly clearFaults: () => void
  /** Returns the fault that meets this call and uses it up by one. The earliest injected comes first. */
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
