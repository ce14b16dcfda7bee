import { decodeJwt, type JWTPayload } from 'jose'

/** Returns the claims of a JWT without a look at its signature; `null` for any other token. */
export function unverifiedClaims(token: string): JWTPayload | null {
  try {
    return decodeJwt(token)
  } catch {
    return null
  }
}
