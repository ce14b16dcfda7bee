import { z } from 'zod'
import type { ConfigFault } from './problems.ts'

/** Looks at several fields of a check as it was written, before anything is known to be right about it. */
export type CheckRule = (written: unknown) => readonly ConfigFault[]

/**
 * A rule runs as soon as the parts that it needs are well-formed, no matter what else is wrong with the check: that is
 * how all problems come out at once.
 */
export function rule<Parts>(needs: z.ZodType<Parts>, judge: (parts: Parts) => readonly ConfigFault[]): CheckRule {
  return (written) => {
    const parts = needs.safeParse(written)
    return parts.success ? judge(parts.data) : []
  }
}

/** A fault of a field, given as `rotation.client` or `consumers.0.url`. */
export const faultAt = (field: string, message: string): ConfigFault => ({
  path: field.split('.').map((part) => (/^\d+$/.test(part) ? Number(part) : part)),
  message,
})

/** A part that a rule looks at in any shape, absence included. */
export const maybe = z.unknown().optional()

/** A part that must be absent for a rule to speak. */
export const absent = z.undefined().optional()

/** Whether a check's `read` (or any object) says something under this key. */
export const says = (written: unknown, key: string): boolean =>
  new Map<string, unknown>(Object.entries(written ?? {})).get(key) !== undefined
