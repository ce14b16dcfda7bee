import { allowInsecureRequests, type ClientAuth, ClientSecretBasic, ClientSecretPost, customFetch } from 'oauth4webapi'
import type { WireAnswer, WireFailure, WireRequest } from '../network/network.ts'
import type { ClientAuthentication } from '../question.ts'

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
 * Lets oauth4webapi build and authenticate an OAuth request, and sends it over our own network: `fetch` would follow
 * redirects, skip the address guard and put the token into its errors. The library is given an empty response; the
 * real answer is returned. Plain http is stopped by the config and by the address guard, not here.
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

/** How a client proves itself; the library escapes the odd characters of a secret as RFC 6749 section 2.3.1 wants. */
export function authenticate(kind: ClientAuthentication, clientSecret: string): ClientAuth {
  return kind === 'client_secret_basic' ? ClientSecretBasic(clientSecret) : ClientSecretPost(clientSecret)
}
