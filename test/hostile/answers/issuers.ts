import {
  type CheckInput,
  form,
  get,
  http,
  json,
  jwt,
  login,
  oauthClientCredentials,
  oauthIntrospection,
  post,
  secret,
} from '../../../functions/config.ts'
import type { Behaviour, Script } from '../../support/hostile-server.ts'
import { onLoopback } from '../../support/probing.ts'
import type { HostileAnswer } from './answer.ts'

const common = { impact: 'Nobody can order', controls: false, ...onLoopback }
const client = secret('production/client', { clientId: 'id', clientSecret: 'secret' })
const token = secret('production/ci')

/** Questions that take more than one request, or carry their secret in a body. */
const questions = {
  minting: (url: string): CheckInput =>
    oauthClientCredentials({
      ...common,
      id: 'minting',
      secret: client,
      tokenUrl: `${url}/token`,
      ping: get(`${url}/me`),
      assert: ["login == 'bot'"],
    }),
  introspection: (url: string): CheckInput =>
    oauthIntrospection({
      ...common,
      id: 'introspection',
      secret: token,
      client,
      introspectionUrl: `${url}/introspect`,
    }),
  'key set': (url: string): CheckInput =>
    jwt({ ...common, id: 'keys', secret: secret('production/jwt'), jwks: `${url}/keys` }),
  login: (url: string): CheckInput =>
    http({
      ...common,
      id: 'login',
      secret: secret('production/user', { user: 'user', password: 'password' }),
      login: login(`${url}/login`, {
        send: [json('user', { role: 'user' }), json('password', { role: 'password' })],
        session: 'session',
      }),
      ping: get(`${url}/me`),
      assert: ["login == 'bot'"],
    }),
  form: (url: string): CheckInput =>
    http({
      ...common,
      id: 'form',
      secret: token,
      ping: post(`${url}/me`, { sideEffects: 'none' }),
      send: form('token'),
      assert: ["login == 'bot'"],
    }),
} satisfies Readonly<Record<string, (url: string) => CheckInput>>

type AskedWay = keyof typeof questions

const asked = (way: AskedWay, attack: string, script: HostileAnswer['script'], outcome: string): HostileAnswer => ({
  attack: `${way}: ${attack}`,
  script,
  outcome,
  check: questions[way],
})

const redirect = (way: AskedWay, outcome: string): HostileAnswer =>
  asked(way, '307, which would repeat the body', (to) => ({ kind: 'redirect', status: 307, to }), outcome)

const bomb = (way: AskedWay): HostileAnswer =>
  asked(way, 'gzip of 200 MB', () => ({ kind: 'gzip_bomb', megabytes: 200 }), 'oversized: body_too_large')

/** Answers a token endpoint with these fields, and the API with a good body. */
const minting = (attack: string, fields: Readonly<Record<string, unknown>>, outcome: string): HostileAnswer => {
  const script: Script = ({ url }): Behaviour =>
    url === '/token' ? { kind: 'json', body: fields } : { kind: 'json', body: { login: 'bot' } }
  return asked('minting', attack, () => script, outcome)
}

const keys = (attack: string, set: unknown, outcome: string): HostileAnswer =>
  asked('key set', attack, () => ({ kind: 'json', body: set }), outcome)

/** Attacks of an authorization server, or of any server that gets more than a header. */
export const hostileIssuers: readonly HostileAnswer[] = [
  redirect('minting', 'redirected: token-redirect'),
  redirect('introspection', 'redirected: redirect'),
  redirect('key set', 'wrong_target: no-key-set'),
  redirect('login', 'redirected: token-redirect'),
  redirect('form', 'redirected: redirect'),
  ...(['minting', 'introspection', 'key set', 'login', 'form'] as const).map(bomb),
  minting(
    'a token with a line break',
    { access_token: 'a\r\nx-more: b', token_type: 'Bearer' },
    'unrecognized: minted-token-not-sendable',
  ),
  minting(
    'a token of 200 kB',
    { access_token: 'a'.repeat(200_000), token_type: 'Bearer' },
    'unrecognized: minted-token-not-sendable',
  ),
  minting('a token that is a list', { access_token: ['a'], token_type: 'Bearer' }, 'unrecognized: unlisted'),
  minting(
    'a type that is an object',
    { access_token: 'a', token_type: { toString: 'Bearer' } },
    'unrecognized: unlisted',
  ),
  minting(
    'an end that no clock knows',
    { access_token: 'abcdefgh', token_type: 'Bearer', expires_in: 1e308 },
    'healthy: success',
  ),
  keys(
    '500 keys',
    { keys: Array.from({ length: 500 }, (_, kid) => ({ kty: 'RSA', kid: `${kid}`, n: 'AQ', e: 'AQAB' })) },
    'unrecognized: key-set-without-keys',
  ),
  keys(
    'a key for signing with a secret',
    { keys: [{ kty: 'oct', k: 'AAAA', kid: 'one' }] },
    'unrecognized: key-set-without-keys',
  ),
  keys('keys that are the prototype', { keys: { __proto__: [] } }, 'wrong_target: no-key-set'),
]
