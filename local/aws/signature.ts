import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'

/** Parsed `Authorization` header of Signature Version 4. */
type Signed = { readonly scope: readonly string[]; readonly headers: readonly string[]; readonly signature: string }

/**
 * Returns true if a request was signed with a secret key: Signature Version 4 as specified
 * (docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html). The body is the one that was sent, before it is
 * unpacked. It uses no code of the SDK, so that it can verify the SDK's signatures.
 */
export function isSignedWith(secretKey: string, request: IncomingMessage, body: Buffer): boolean {
  const signed = signedParts(request.headers.authorization ?? '')
  if (signed === null) return false
  const [date = '', region = '', service = '', terminator = ''] = signed.scope
  const toSign = [
    'AWS4-HMAC-SHA256',
    headerOf(request, 'x-amz-date'),
    signed.scope.join('/'),
    sha256(canonicalRequest(request, body, signed)),
  ].join('\n')
  const key = [date, region, service, terminator].reduce<Buffer>(
    (previous, part) => hmac(previous, part),
    Buffer.from(`AWS4${secretKey}`),
  )
  return signed.headers.includes('host') && timingSafeEqual(hmac(key, toSign), Buffer.from(signed.signature, 'hex'))
}

function canonicalRequest(request: IncomingMessage, body: Buffer, { headers }: Signed): string {
  const lines = headers.map((name) => `${name}:${headerOf(request, name).trim().replace(/ +/g, ' ')}\n`)
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost')
  const path = pathname.split('/').map(encoded).join('/')
  const query = [...searchParams].map(([name, value]) => `${encoded(name)}=${encoded(value)}`).toSorted()
  return [request.method, path, query.join('&'), lines.join(''), headers.join(';'), sha256(body)].join('\n')
}

/** Encodes as RFC 3986 asks for. The path of a request is encoded already, and is signed encoded once more. */
const encoded = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)

function signedParts(authorization: string): Signed | null {
  const pattern = /^AWS4-HMAC-SHA256 Credential=[^/]+\/([^,]+), ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/
  const [, scope = '', headers = '', signature = ''] = pattern.exec(authorization) ?? []
  return signature === '' ? null : { scope: scope.split('/'), headers: headers.split(';'), signature }
}

function headerOf({ headers }: IncomingMessage, name: string): string {
  return String(headers[name] ?? '')
}

const sha256 = (data: string | Buffer): string => createHash('sha256').update(data).digest('hex')
const hmac = (key: Buffer, data: string): Buffer => createHmac('sha256', key).update(data).digest()
