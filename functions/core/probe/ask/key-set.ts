import { createLocalJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose'
import { fieldOf } from '../../model/field-of.ts'
import type { Meaning } from '../../model/reading.ts'
import type { ParsedAnswer } from '../answer.ts'

/** Judgement of a token by its claims or its signature. */
export type SignatureJudgement = { readonly meaning: Meaning; readonly rule: string }

/** Clocks of issuers and APIs differ; a token that becomes valid within this time is not called wrong. */
export const skewSeconds = 300

/** Types of keys by the first letters of an algorithm (RFC 7518 section 3.1, RFC 8037). */
const typeByAlgorithm: Readonly<Record<string, string>> = { RS: 'RSA', PS: 'RSA', ES: 'EC', Ed: 'OKP', ML: 'AKP' }

const unclear = (rule: string): SignatureJudgement => ({ meaning: 'unrecognized', rule })

/** Returns the keys of a set that may verify a signature: encryption keys and entries that are no keys are left out. */
export function signingKeysOf(set: unknown): readonly object[] {
  const keys = fieldOf(set, 'keys')
  return Array.isArray(keys) ? keys.filter(isForSignatures) : []
}

function isForSignatures(key: unknown): key is object {
  const use = fieldOf(key, 'use')
  const operations = fieldOf(key, 'key_ops')
  const signs = use === undefined || use === 'sig'
  return (
    typeof fieldOf(key, 'kty') === 'string' && signs && (!Array.isArray(operations) || operations.includes('verify'))
  )
}

/**
 * Judges a token whose key is not in the set. It is bad only if the set is fresh and holds keys of the token's kind, all under other
 * names. An empty set, encryption keys alone or keys without names are the issuer's trouble.
 */
export function judgeMissingKey(token: string, answer: ParsedAnswer, nowSeconds: number): SignatureJudgement {
  const { kid, alg = '' } = decodeProtectedHeader(token)
  const keys = signingKeysOf(answer.json)
  const ofItsKind = keys.filter((key) => fieldOf(key, 'kty') === typeByAlgorithm[alg.slice(0, 2)])
  if (ofItsKind.length === 0) return unclear('key-set-without-keys')
  if (kid === undefined) return unclear('kid-missing')
  if (keys.some((key) => fieldOf(key, 'kid') === kid)) return unclear('key-of-another-use')
  if (ofItsKind.some((key) => fieldOf(key, 'kid') === undefined)) return unclear('key-set-without-names')
  return isStale(token, answer, nowSeconds)
    ? unclear('key-set-stale')
    : { meaning: 'rejected', rule: 'no-matching-key' }
}

/** Judges a signature that the key of the token's name did not make. Without a name, another key may have made it. */
export function judgeWrongSignature(token: string, answer: ParsedAnswer, nowSeconds: number): SignatureJudgement {
  if (decodeProtectedHeader(token).kid === undefined) return unclear('kid-missing')
  return isStale(token, answer, nowSeconds)
    ? unclear('key-set-stale')
    : { meaning: 'rejected', rule: 'signature-wrong' }
}

/** Returns true if a cache stored the key set (RFC 9111 section 5.1) before the token was issued, or if that cannot be known. */
function isStale(token: string, { header }: ParsedAnswer, nowSeconds: number): boolean {
  const age = header('age')
  if (age === null || /^\s*0*\s*$/.test(age)) return false
  const { iat } = decodeJwt(token)
  return typeof iat !== 'number' || !/^\s*\d+\s*$/.test(age) || nowSeconds - Number(age) < iat + skewSeconds
}

/** Returns true if one of the keys without a name, or of several with the token's name, made the signature. */
export async function isSignedByAny(token: string, set: unknown, currentDate: Date): Promise<boolean> {
  const { kid } = decodeProtectedHeader(token)
  if (kid === undefined) return false
  for (const key of signingKeysOf(set)) {
    const name = fieldOf(key, 'kid')
    if (name !== undefined && name !== kid) continue
    if (await isSignedBy(token, { ...key, kid }, currentDate)) return true
  }
  return false
}

async function isSignedBy(token: string, key: object, currentDate: Date): Promise<boolean> {
  try {
    const set = { keys: [key] } as Parameters<typeof createLocalJWKSet>[0]
    await jwtVerify(token, createLocalJWKSet(set), { currentDate, clockTolerance: skewSeconds })
    return true
  } catch {
    return false
  }
}
