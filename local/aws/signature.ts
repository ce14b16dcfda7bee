import { createHash, createHmac } from 'node:crypto'
import type { IncomingMessage } from 'node:http'

/** Parsed `Authorization` header of Signature Version 4. */
type Signed = { readonly scope: readonly string[]; readonly headers: readonly string[]; readonly signature: string }

/**
 * Returns true if a request was signed with a secret key: Signature Version 4 as specified
 * (docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html), for requests without a query. It uses no
 * code of the SDK, so that it can verify the SDK's signatures.
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
  return hmac(key, toSign).toString('hex') === signed.signature
}

function canonicalRequest(request: IncomingMessage, body: Buffer, { headers }: Signed): string {
  const lines = headers.map((name) => `${name}:${headerOf(request, name).trim().replace(/ +/g, ' ')}\n`)
  return [request.method, request.url, '', lines.join(''), headers.join(';'), sha256(body)].join('\n')
}

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
