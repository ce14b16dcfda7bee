import { Credential } from '../../model/credential.ts'
import { addressWords, lockWords, personWords, rateWords, troubleWords } from '../../model/error-words.ts'
import { fieldOf } from '../../model/field-of.ts'
import { refusalSays } from '../../model/word-search.ts'
import { parseAnswer, withoutEchoes } from '../../probe/answer.ts'
import type { WireAnswer, WireFailure } from '../../probe/network/network.ts'
import type { Issued, NotIssued } from '../rotator.ts'
import { endAfter, minted } from './minting.ts'
import { notIssuedBy, unreadable } from './outcome.ts'

/** Error codes of a token endpoint (RFC 6749 section 5.2). Only these are repeated in messages. */
const oauthErrors: ReadonlySet<unknown> = new Set([
  'invalid_request',
  'invalid_client',
  'unauthorized_client',
  'unsupported_grant_type',
  'invalid_scope',
])

/**
 * Reads the answer of a token endpoint. Takes a pair from any success, whatever else the answer says or lacks: the old refresh token may
 * be spent, and nothing is judged before the save. An error counts as a refusal under any status. Its words are read without the
 * credentials that were sent, which an answer may repeat.
 */
export function tokensIn(
  outcome: WireAnswer | WireFailure,
  sent: readonly Credential[],
  nowMs: number,
): Issued | NotIssued {
  if (outcome.kind === 'failure') return notIssuedBy(outcome)
  const answer = parseAnswer(outcome)
  const { json } = answer
  const success = outcome.status >= 200 && outcome.status <= 299
  const token = textIn(json, 'access_token')
  if (success && token !== null) return tokens(token, textIn(json, 'refresh_token'), json, nowMs)
  const error = textIn(json, 'error')
  if (isSpent(withoutEchoes(answer, sent).json)) return { kind: 'consumed', code: 'invalid_grant' }
  if (!success) return notIssuedBy(outcome)
  if (error !== null) return { kind: 'refused', code: oauthErrors.has(error) ? error : 'answered_no' }
  return unreadable(outcome, nowMs)
}

function tokens(token: string, refreshToken: string | null, json: unknown, nowMs: number): Issued {
  const values = refreshToken === null ? { token } : { token, refreshToken }
  return minted(new Credential(values, null), Object.keys(values), endAfter(secondsIn(json), nowMs))
}

/** Words with which an `invalid_grant` blames something else than the refresh token, which may still be good. */
const blamesOther = [...addressWords, ...rateWords, ...lockWords, ...troubleWords, ...personWords]

function isSpent(json: unknown): boolean {
  return fieldOf(json, 'error') === 'invalid_grant' && !refusalSays(json, blamesOther)
}

function textIn(json: unknown, name: string): string | null {
  const value = fieldOf(json, name)
  return typeof value === 'string' && value !== '' ? value : null
}

/** Returns the remaining life in whole seconds, written as a number or as text; `null` for anything else. */
function secondsIn(json: unknown): number | null {
  const value = fieldOf(json, 'expires_in')
  const seconds = typeof value === 'string' && /^\d+(\.\d+)?$/.test(value) ? Number(value) : value
  return typeof seconds === 'number' && seconds > 0 && seconds < longestSeconds ? Math.floor(seconds) : null
}

/** Longer lives than a century are a mistake, and their end would be no date. */
const longestSeconds = 100 * 366 * 86_400
