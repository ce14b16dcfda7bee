import { createHmac } from 'node:crypto'
import { get, http, secret } from 'tokenwatch'
import type { Check } from '../../functions/core/model/check.ts'
import { expandedCheck } from '../config/reading.ts'
import { aCheck, aPing, aRequest, aSecret, bearerInHeader, expecting, reading } from '../support/check.ts'
import type { Behaviour, Script } from '../support/hostile-server.ts'
import { loginServers, password, playing, session } from '../support/login-servers.ts'
import { onLoopback } from '../support/probing.ts'
import { alive, jsonReply } from '../support/watched-api.ts'

/** A check of a generic profile, and a server that gives one answer where the verdict is decided. */
export type GenericRoad = {
  readonly secret: string
  readonly check: (url: string) => Check
  readonly script: (answer: Behaviour) => Script
}

const token = 'marked-7f3a9c-token'
const always =
  (answer: Behaviour): Script =>
  () =>
    answer
const pair = JSON.stringify({ user: 'bot', password })
const client = JSON.stringify({ id: 'ci', secret: 'marked-7f3a9c' })
const clientSecret = aSecret({ clientId: 'id', clientSecret: 'secret' })
const portal = loginServers['Keystone, with a header']

/** A JWT with a far end, signed by a shared secret. */
const jwt = signedText({ sub: 'bot', exp: Math.floor(Date.now() / 1_000) + 90 * 86_400 })

function signedText(claims: object): string {
  const text = [{ alg: 'HS256' }, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.')
  return `${text}.${createHmac('sha256', 'a-shared-secret-of-thirty-two-bytes').update(text).digest('base64url')}`
}

type HttpOptions = Parameters<typeof http>[0]

function httpCheck(options: Partial<HttpOptions> & Pick<HttpOptions, 'ping'>): Check {
  return expandedCheck(http({ id: 'api', impact: 'None', secret: secret('production/ci'), ...options, ...onLoopback }))
}

const clientCheck = (url: string, pinged: boolean): Check =>
  aCheck({
    profile: 'oauth-client-credentials',
    question: {
      kind: 'client_credentials',
      tokenUrl: `${url}/token`,
      scope: null,
      audience: null,
      authentication: 'client_secret_basic',
      ping: pinged ? aPing(`${url}/me`) : null,
    },
    secret: clientSecret,
    ...(pinged ? { paths: reading({ identity: 'login' }), expect: expecting({ identity: 'bot' }) } : {}),
    ...onLoopback,
  })

const loginCheck = (url: string): Check =>
  httpCheck({
    ...portal.asks(url),
    secret: secret('production/ci', { user: 'user', password: 'password' }),
    assert: ["login == 'bot'"],
  })

/** Each way on which a generic profile reaches a verdict. */
export const genericRoads = {
  'http, by an identity': {
    secret: token,
    check: (url) =>
      aCheck({
        question: aRequest(`${url}/me`),
        paths: reading({ identity: 'login' }),
        expect: expecting({ identity: 'bot' }),
        ...onLoopback,
      }),
    script: always,
  },
  'http, by an assertion': {
    secret: token,
    check: (url) => httpCheck({ ping: get(`${url}/me`), assert: ["plan == 'pro'"] }),
    script: always,
  },
  'http, by the status alone': {
    secret: token,
    check: (url) => httpCheck({ ping: get(`${url}/me`) }),
    script:
      (answer) =>
      ({ headers }) =>
        String(headers['authorization']).endsWith(token) ? answer : jsonReply(401, {}),
  },
  'http, by a need': {
    secret: token,
    check: (url) => aCheck({ question: aRequest(`${url}/me`), needs: [aPing(`${url}/need`)], ...onLoopback }),
    script:
      (answer) =>
      ({ url }) =>
        url === '/need' ? answer : alive,
  },
  'a login, by its own answer': {
    secret: pair,
    check: loginCheck,
    script: (answer) => playing({ ...portal, welcomes: answer }),
  },
  'a login, by the answer to its session': {
    secret: pair,
    check: loginCheck,
    script: (answer) => playing({ ...portal, serves: answer }),
  },
  'an OAuth client, by its token': {
    secret: client,
    check: (url) => clientCheck(url, false),
    script: always,
  },
  'an OAuth client, by its API': {
    secret: client,
    check: (url) => clientCheck(url, true),
    script:
      (answer) =>
      ({ url }) =>
        url === '/token' ? jsonReply(200, { access_token: session, token_type: 'bearer' }) : answer,
  },
  'an introspected token': {
    secret: token,
    check: (url) =>
      aCheck({
        profile: 'oauth-introspection',
        question: {
          kind: 'introspection',
          introspectionUrl: `${url}/introspect`,
          authentication: 'client_secret_basic',
          client: aSecret(
            { clientId: 'id', clientSecret: 'secret' },
            { source: { from: 'secrets-manager', id: 'production/client' } },
          ),
        },
        ...onLoopback,
      }),
    script: always,
  },
  'a JWT, by its API': {
    secret: jwt,
    check: (url) =>
      aCheck({
        profile: 'jwt',
        question: {
          kind: 'jwt',
          issuer: null,
          audience: null,
          jwksUrl: null,
          ping: aPing(`${url}/me`),
          send: [bearerInHeader],
        },
        paths: reading({ identity: 'sub' }),
        expect: expecting({ identity: 'bot', assert: ["login == 'bot'"] }),
        ...onLoopback,
      }),
    script: always,
  },
} satisfies Readonly<Record<string, GenericRoad>>
