import { type FaultAction, type InterceptedRequest, type MadeAnswer, pass } from '../faults/request.ts'
import { jsonIn } from '../intruder/answer.ts'

/** Documents in which an authorization server names its endpoints (OpenID Connect Discovery 1.0 section 4, RFC 8414 section 3). */
const discoveryPath = /\/\.well-known\/(?:openid-configuration|oauth-authorization-server)(?:\/|$)/

export type Move = { readonly from: string; readonly to: string }

const bytesOf = (body: MadeAnswer['body']): Uint8Array => (typeof body === 'string' ? Buffer.from(body) : body)

/**
 * Names the proxy's own URL instead of the upstream's in an answer to discovery. Otherwise a service that discovers its endpoints would go
 * past the proxy from then on. An API that validates tokens keeps the issuer, because the tokens name it.
 */
export function rewritingEndpoints({ plane, path }: InterceptedRequest, { from, to }: Move): FaultAction {
  if (plane === 'api' || plane === 'secrets' || !discoveryPath.test(path)) return pass
  const origin = new URL(from).origin
  const moved = (url: string) => (url === origin || url.startsWith(`${origin}/`) ? to + url.slice(origin.length) : url)
  const rewrite = (answer: MadeAnswer): MadeAnswer => {
    const document = jsonIn(answer.headers, bytesOf(answer.body))
    if (typeof document !== 'object' || document === null) return answer
    const members = Object.entries(document).map(([name, value]: [string, unknown]) => [
      name,
      typeof value === 'string' && (name !== 'issuer' || plane === 'idp') ? moved(value) : value,
    ])
    const { 'content-encoding': _, ...headers } = answer.headers
    return { ...answer, headers, body: JSON.stringify(Object.fromEntries(members)) }
  }
  return { kind: 'rewrite', rewrite }
}
