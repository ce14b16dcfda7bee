import { type CryptoKey, compactVerify, createLocalJWKSet, decodeJwt, decodeProtectedHeader } from 'jose'
import { fieldOf } from '../../model/field-of.ts'
import type { Meaning } from '../../model/reading.ts'
import type { ParsedAnswer } from '../answer.ts'

/** Judgement of a token by its claims or its signature. `about` is for people. */
export type SignatureJudgement = { readonly meaning: Meaning; readonly rule: string; readonly about?: string }

/** Clocks of issuers and APIs differ; a token that becomes valid within this time is not called wrong. */
export const skewSeconds = 300

const unclear = (rule: string): SignatureJudgement => ({ meaning: 'unrecognized', rule })

/** Returns the entries of a key set that are objects. */
function keysOf(set: unknown): readonly object[] {
  const keys = fieldOf(set, 'keys')
  return Array.isArray(keys) ? keys.filter((key) => typeof key === 'object' && key !== null) : []
}

/** Returns true for an RSA key that is too short to verify anything (RFC 7518 section 3.3). */
function isShort({ algorithm }: CryptoKey): boolean {
  const bits = fieldOf(algorithm, 'modulusLength')
  return typeof bits === 'number' && bits < 2_048
}

/**
 * Judges a token whose key is not in the set. It is bad only if the set is fresh and holds keys that could verify it, all under other
 * names. An empty set, keys for another use or algorithm, broken keys and keys without names are the issuer's trouble.
 */
export async function judgeMissingKey(
  token: string,
  answer: ParsedAnswer,
  nowSeconds: number,
): Promise<SignatureJudgement> {
  const { kid } = decodeProtectedHeader(token)
  const keys = keysOf(answer.json)
  const usable = await usableFor(token, keys)
  if (usable.length === 0) return unclear('key-set-without-keys')
  if (kid === undefined) return unclear('kid-missing')
  if (keys.some((key) => fieldOf(key, 'kid') === kid)) return unclear('key-of-another-use')
  if (usable.some((key) => fieldOf(key, 'kid') === undefined)) return unclear('key-set-without-names')
  return isStale(token, answer, nowSeconds)
    ? unclear('key-set-stale')
    : { meaning: 'rejected', rule: 'no-matching-key' }
}

/** Returns the keys that could verify the token if they had its key's name: by use, type, curve and algorithm, and readable. */
async function usableFor(token: string, keys: readonly object[]): Promise<readonly object[]> {
  const { kid, alg = '' } = decodeProtectedHeader(token)
  const usable: object[] = []
  for (const key of keys) {
    const found = await setOf({ ...key, kid })({ alg }).catch(() => null)
    if (found !== null && !isShort(found)) usable.push(key)
  }
  return usable
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
export async function isSignedByAny(token: string, set: unknown): Promise<boolean> {
  const { kid } = decodeProtectedHeader(token)
  if (kid === undefined) return false
  for (const key of keysOf(set)) {
    const name = fieldOf(key, 'kid')
    if (name !== undefined && name !== kid) continue
    if (await isSignedBy(token, { ...key, kid })) return true
  }
  return false
}

async function isSignedBy(token: string, key: object): Promise<boolean> {
  try {
    await compactVerify(token, setOf(key))
    return true
  } catch {
    return false
  }
}

/** Holds one key as a set of the library, which decides what the key may verify. */
const setOf = (key: object) => createLocalJWKSet({ keys: [key] } as Parameters<typeof createLocalJWKSet>[0])
