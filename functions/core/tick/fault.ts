import type { CheckKey } from '../model/check.ts'
import type { Log } from '../state/log.ts'

/** Runs one step of a tick or a batch. If it throws, logs a fault and returns `otherwise`: the steps beside it go on. */
export async function orFault<Result, Otherwise>(
  step: () => Promise<Result>,
  fault: {
    readonly where: string
    readonly code: string
    readonly check?: CheckKey
    readonly otherwise: Otherwise
  },
  { log }: { readonly log: Log },
): Promise<Result | Otherwise> {
  const { where, code, check = null, otherwise } = fault
  try {
    return await step()
  } catch {
    log({ event: 'fault', where, code, check })
    return otherwise
  }
}
