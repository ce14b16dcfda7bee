import type { Check } from '../model/check.ts'
import type { Reading } from '../model/reading.ts'
import { isDeclared } from './rules.ts'

/**
 * Judges a permission refusal of a question that the credential was allowed to ask before: it has lost the permission. That is
 * no fault where the check says that it may lack it.
 */
export function withLostPermission(reading: Reading, { question }: Check, wasAllowed: boolean): Reading {
  if (!wasAllowed || reading.kind === 'failed' || reading.meaning !== 'ping_forbidden') return reading
  const isOptional = 'ping' in question && question.ping?.optional === true
  return isOptional || isDeclared(reading.rule) ? reading : { ...reading, meaning: 'under_scoped', wasAllowed }
}
