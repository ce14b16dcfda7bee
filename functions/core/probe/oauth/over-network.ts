import { allowInsecureRequests, type ClientAuth, ClientSecretPost, customFetch } from 'oauth4webapi'
import type { ClientAuthentication } from '../../model/question.ts'
import type { WireAnswer, WireFailure, WireRequest } from '../network/network.ts'

/** Sends a request that already carries its credential. */
export type Send = (
  request: Pick<WireRequest, 'method' | 'url' | 'headers' | 'body'>,
) => Promise<WireAnswer | WireFailure>

type OAuthRequestOptions = {
  readonly [customFetch]: (
    url: string,
    options: { method: string; headers: Record<string, string>; body: URLSearchParams },
  ) => Promise<Response>
  readonly [allowInsecureRequests]: boolean
}

/**
 * Lets oauth4webapi build and authenticate an OAuth request, and sends it over the guarded network. `fetch` would follow redirects, skip
 * the address guard and put the token into its errors. The library gets an empty response; the real answer is returned. The config and
 * the address guard refuse plain http, not this function.
 */
export async function overNetwork(
  send: Send,
  request: (options: OAuthRequestOptions) => Promise<unknown>,
): Promise<WireAnswer | WireFailure> {
  const { promise, resolve } = Promise.withResolvers<WireAnswer | WireFailure>()
  await request({
    [customFetch]: async (url, { method, headers, body }) => {
      resolve(
        await send({
          method,
          url: new URL(url),
          headers: { ...headers, 'user-agent': 'tokenwatch', 'accept-encoding': 'identity' },
          body: body.toString(),
        }),
      )
      return new Response(null)
    },
    [allowInsecureRequests]: true,
  })
  return promise
}

/** Returns the client authentication of a kind. */
export function authenticate(kind: ClientAuthentication, clientSecret: string): ClientAuth {
  switch (kind) {
    case 'client_secret_basic':
      return basic(clientSecret, formEscaped)
    case 'client_secret_basic_unescaped':
      return basic(clientSecret, (value) => value)
    case 'client_secret_post':
      return ClientSecretPost(clientSecret)
  }
}

/**
 * Sends id and secret by Basic authentication (RFC 7617). The one of the library also escapes the dashes of a UUID, which many servers
 * do not unescape.
 */
function basic(clientSecret: string, written: (value: string) => string): ClientAuth {
  return (_server, { client_id }, _body, headers) => {
    const pair = `${written(client_id)}:${written(clientSecret)}`
    headers.set('authorization', `Basic ${Buffer.from(pair).toString('base64')}`)
  }
}

/** Escapes as in RFC 6749 section 2.3.1 and appendix B: letters, digits and `*-._` stay as they are. */
const formEscaped = (value: string): string => new URLSearchParams([['', value]]).toString().slice(1)
