import { jwtPartsOf } from './jwt.ts'

/**
 * Returns true if a mutant decodes to other bytes than its original. Comparing characters is not enough: the last character of a base64url
 * part has spare bits. Of its 64 values, 16 leave an RS256 or ES256 signature unchanged.
 */
export function isReallyDifferent(original: string, mutant: string): boolean {
  if (original === mutant) return false
  const [before, after] = [jwtPartsOf(original), jwtPartsOf(mutant)]
  if (before === null || after === null) return true
  return (['header', 'payload', 'signature'] as const).some(
    (part) => !Buffer.from(before[part], 'base64url').equals(Buffer.from(after[part], 'base64url')),
  )
}
