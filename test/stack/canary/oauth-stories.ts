import { get, jwt, oauthClientCredentials, oauthIntrospection, secret } from '../../../functions/config.ts'
import type { Behaviour, ReceivedRequest } from '../../support/hostile-server.ts'
import { bot, loopback } from '../../support/stack.ts'
import { aClient, type CanaryStory, clientFields, impact, jsonAnswer, received } from './story.ts'
import type { Tokens } from './tokens.ts'

const oauth: readonly CanaryStory[] = [
  {
    id: 'introspection',
    script: () => (request) => jsonAnswer({ error: 'invalid_client', error_description: request.body }, 400),
    check: (url, secretOf) =>
      oauthIntrospection({
        id: 'introspection',
        secret: secret(secretOf('introspection')),
        introspectionUrl: `${url}/introspect`,
        client: secret(secretOf('introspector'), clientFields),
        authentication: 'client_secret_post',
        allowPrivate: loopback,
        impact,
      }),
    secrets: (tokens) => ({
      introspection: tokens.opaque('introspection'),
      introspector: aClient(tokens, 'introspector'),
    }),
  },
  clientCredentials('client-accepted', (tokens, request) =>
    request.url === '/token'
      ? jsonAnswer({
          access_token: tokens.opaque('minted for the ping'),
          token_type: 'Bearer',
          scope: received(request),
        })
      : { kind: 'echo', in: 'body' },
  ),
  clientCredentials('client-refused', (_tokens, request) => jsonAnswer({ error: received(request) }, 401)),
  clientCredentials('client-misunderstood', (tokens) =>
    jsonAnswer({ access_token: [tokens.opaque('minted in a list')], token_type: tokens.opaque('minted as a type') }),
  ),
]

function clientCredentials(id: string, script: (tokens: Tokens, request: ReceivedRequest) => Behaviour): CanaryStory {
  return {
    id,
    script: (tokens) => (request) => script(tokens, request),
    check: (url, secretOf) =>
      oauthClientCredentials({
        id,
        secret: secret(secretOf(id), clientFields),
        tokenUrl: `${url}/token`,
        ping: get(`${url}/me`),
        assert: [`login == '${bot.clientId}'`],
        allowPrivate: loopback,
        impact,
      }),
    secrets: (tokens) => ({ [id]: aClient(tokens, id) }),
  }
}

function signed(id: string, claims: object, more: Partial<Parameters<typeof jwt>[0]> = {}): CanaryStory {
  return {
    id,
    script: () => (request) =>
      request.url === '/keys' ? jsonAnswer({ keys: [{ kty: 'oct', k: 'AAAA' }] }) : { kind: 'echo', in: 'body' },
    check: (url, secretOf) =>
      jwt({ id, secret: secret(secretOf(id)), ping: get(`${url}/me`), allowPrivate: loopback, impact, ...more }),
    secrets: (tokens) => ({ [id]: tokens.jwt(id, claims) }),
  }
}

const jwts: readonly CanaryStory[] = [
  signed('jwt-refused', { exp: 4_102_444_800 }),
  signed('jwt-expired', { exp: 1_700_000_000 }),
  signed('jwt-of-another', { exp: 4_102_444_800 }, { issuer: 'https://id.acme.example' }),
  { ...signed('jwt-broken', {}), secrets: (tokens) => ({ 'jwt-broken': `e30.${tokens.opaque('jwt-broken')}.sig` }) },
]

export const oauthStories: readonly CanaryStory[] = [...oauth, ...jwts]
