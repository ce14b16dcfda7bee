import { jwtPartsOf } from './jwt.ts'

/**
 * Whether a mutant says something else than its original to whoever decodes it. The last character of a base64url part has
 * spare bits: 16 of its 64 values leave an RS256 or ES256 signature as it was, so characters prove nothing and bytes do.
 */
export function isReallyDifferent(original: string, mutant: string): boolean {
  if (original === mutant) return false
  const [before, after] = [jwtPartsOf(original), jwtPartsOf(mutant)]
  if (before === null || after === null) return true
  return (['header', 'payload', 'signature'] as const).some(
    (part) => !Buffer.from(before[part], 'base64url').equals(Buffer.from(after[part], 'base64url')),
  )
}
