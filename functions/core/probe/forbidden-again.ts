import type { Check } from '../model/check.ts'
import type { Reading } from '../model/reading.ts'
import { isDeclared } from './rules.ts'

/** Knowledge of earlier answers to this very question. */
export type KnownAnswers = {
  /** True if the credential was allowed to ask it before. */
  readonly wasAllowed?: boolean
  /** True if a broken credential is refused for permission too. */
  readonly forbidsBroken?: boolean
}

/**
 * Judges a permission refusal by what is known. The same answer to a broken credential proves no life. A credential that was allowed to
 * ask before has lost the permission, unless the check says that it may lack it.
 */
export function inView(reading: Reading, { question }: Check, { wasAllowed, forbidsBroken }: KnownAnswers): Reading {
  if (reading.kind === 'failed' || reading.meaning !== 'ping_forbidden') return reading
  if (forbidsBroken === true) return { ...reading, meaning: 'unrecognized', forbidsBroken }
  const isOptional = 'ping' in question && question.ping?.optional === true
  if (wasAllowed !== true || isOptional || isDeclared(reading.rule)) return reading
  return { ...reading, meaning: 'under_scoped', wasAllowed }
}
