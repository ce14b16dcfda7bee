import type { Check } from '../model/check.ts'
import type { Answered, Meaning, Reading } from '../model/reading.ts'
import { isDeath } from '../model/reason.ts'
import { isDeclared } from './rules.ts'

/** Knowledge of earlier answers to this very question. */
export type KnownAnswers = {
  /** True if the credential was allowed to ask it before. */
  readonly wasAllowed?: boolean
  /** True if a broken or missing credential is refused for permission too. */
  readonly forbidsBroken?: boolean
}

/** Meanings of a refusal that says that the credential lives and lacks a permission. */
const permissions: ReadonlySet<Meaning> = new Set(['ping_forbidden', 'under_scoped'])

/** Returns true for a refusal for permission. */
export const isForbidden = (reading: Reading): reading is Reading & Answered =>
  reading.kind === 'answered' && permissions.has(reading.meaning)

/**
 * Judges a permission refusal by what is known. The same answer to a stranger proves no life, and the scopes that it asks for are nobody's.
 * A credential that was allowed to ask before has lost the permission, unless the check says that it may lack it. A refusal that a wrong
 * setting of the check explains too proves no death until this question was answered well once.
 */
export function inView(reading: Reading, { question }: Check, { wasAllowed, forbidsBroken }: KnownAnswers): Reading {
  if (isOfSetting(reading) && wasAllowed !== true) return { ...reading, meaning: 'unrecognized' }
  if (!isForbidden(reading)) return reading
  if (forbidsBroken === true) return { ...withoutAskedScopes(reading), meaning: 'unrecognized', forbidsBroken }
  if (reading.meaning !== 'ping_forbidden') return reading
  const isOptional = 'ping' in question && question.ping?.optional === true
  if (wasAllowed !== true || isOptional || isDeclared(reading.rule)) return reading
  return { ...reading, meaning: 'under_scoped', wasAllowed }
}

/** Returns true for a refusal that a wrong setting of the check explains as well as a dead credential does. */
const isOfSetting = (reading: Reading): reading is Reading & Answered =>
  reading.kind === 'answered' && reading.secondCause?.kind === 'setting' && isDeathMeaning(reading.meaning)

const isDeathMeaning = (meaning: Meaning): boolean => meaning !== 'alive' && isDeath(meaning)

function withoutAskedScopes(reading: Reading & Answered): Reading & Answered {
  return reading.scopesAsked === true ? { ...reading, scopes: null } : reading
}
