import type { Context } from '../policy/condition-keys.ts'

/** One permission that a call takes. */
export type Need = { readonly action: string; readonly resource: string; readonly context?: Context }

/** The permissions that a call of an operation takes, by what it was called with. */
export type NeedsByOperation = Readonly<Record<string, (input: unknown) => readonly Need[]>>
