import { z } from 'zod'
import type { ConfigFault } from './problems.ts'

/** Judges several fields of a check as it was written, before anything of it is known to be valid. */
export type CheckRule = (written: unknown) => readonly ConfigFault[]

/**
 * Makes a rule that runs once the parts that it needs are well-formed, whatever else is wrong with the check. So all problems are reported at
 * once.
 */
export function rule<Parts>(needs: z.ZodType<Parts>, judge: (parts: Parts) => readonly ConfigFault[]): CheckRule {
  return (written) => {
    const parts = needs.safeParse(written)
    return parts.success ? judge(parts.data) : []
  }
}

/** Makes a fault of a field, given as `rotation.client` or `consumers.0.url`. */
export const faultAt = (field: string, message: string): ConfigFault => ({
  path: field.split('.').map((part) => (/^\d+$/.test(part) ? Number(part) : part)),
  message,
})

/** A part that a rule judges in any shape, absence included. */
export const maybe = z.unknown().optional()

/** A part that must be absent for a rule to run. */
export const absent = z.undefined().optional()

/** Returns true if a check's `read`, or any object, has a value under this key. */
export const says = (written: unknown, key: string): boolean =>
  new Map<string, unknown>(Object.entries(written ?? {})).get(key) !== undefined
