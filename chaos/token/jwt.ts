/** The three parts of a signed JWT, still encoded. */
export type JwtParts = { readonly header: string; readonly payload: string; readonly signature: string }

/** Splits a compact JWS with a JSON header and payload. Returns `null` for any other token. */
export function jwtPartsOf(token: string): JwtParts | null {
  const [header, payload, signature, more] = token.split('.')
  if (header === undefined || payload === undefined || signature === undefined || more !== undefined) return null
  return objectIn(header) === null || objectIn(payload) === null ? null : { header, payload, signature }
}

/** Decodes one part; `null` if it is not a JSON object. */
export function objectIn(part: string): Readonly<Record<string, unknown>> | null {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'))
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed) ? { ...parsed } : null
  } catch {
    return null
  }
}

/** Encodes an object as one part. */
export function partOf(value: Readonly<Record<string, unknown>>): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}

export function joined({ header, payload, signature }: JwtParts): string {
  return `${header}.${payload}.${signature}`
}
