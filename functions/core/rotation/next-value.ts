import type { Check } from '../check.ts'
import type { InstantFormat } from '../expiry.ts'

/** A freshly minted token, about to be stored. */
export type NextToken = { readonly token: string; readonly expiresAt: number | null }

/**
 * Prepares how the next value of a secret is written, from its present value, before anything is spent: the token's field
 * and the field of its expiry change, everything else stays. The old token's date goes even where the new one's is not
 * known: it would have the new token rotated at once, again and again. Undefined where the present value has not the
 * promised shape.
 */
export function nextValue(present: string, check: Check): ((next: NextToken) => string) | undefined {
  const field = check.secret?.fields['token']
  if (field === undefined) return undefined
  if (field === null) return ({ token }) => token
  const object = objectOf(present)
  if (object === undefined) return undefined
  const expiry = check.expiry.secretField
  return ({ token, expiresAt }) => {
    const dated =
      expiry === null ? {} : { [expiry.name]: expiresAt === null ? undefined : instant(expiresAt, expiry.format) }
    return JSON.stringify({ ...object, [field]: token, ...dated })
  }
}

/** The parser's error quotes the secret, so it is dropped. */
function objectOf(text: string): object | undefined {
  try {
    const parsed: unknown = JSON.parse(text)
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed) ? parsed : undefined
  } catch {
    return undefined
  }
}

function instant(seconds: number, format: InstantFormat): string | number {
  const iso = new Date(seconds * 1_000).toISOString()
  switch (format) {
    case 'iso':
      return iso
    case 'date':
      return iso.slice(0, 10)
    case 'text':
      return `${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC`
    case 'epoch_seconds':
      return seconds
    case 'epoch_milliseconds':
      return seconds * 1_000
    case 'seconds_remaining':
      // A count has no meaning in a secret that is read later; the instant does, and the config refuses the pair.
      return seconds
  }
}
