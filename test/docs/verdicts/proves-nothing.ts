import { generateKeyPairSync } from 'node:crypto'
import { SignJWT } from 'jose'
import { get, http, oauthClientCredentials, secret } from 'tokenwatch'
import type { Check } from '../../../functions/core/model/check.ts'
import type { Question } from '../../../functions/core/model/question.ts'
import { expandedCheck } from '../../config/reading.ts'
import { aCheck, aPing, aSecret } from '../../support/check.ts'
import { type Behaviour, type Script, startHostileServer } from '../../support/hostile-server.ts'
import { type LoginServer, loginServers, password, playing } from '../../support/login-servers.ts'
import { onLoopback, shownProbe, startProber } from '../../support/probing.ts'
import { me, probing } from '../../support/probing-api.ts'
import { withRegistry } from '../../support/registry.ts'
import { jsonReply } from '../../support/watched-api.ts'

/** The reason of a verdict, and the rule or code of the last attempt. */
export type ShownOutcome = readonly [reason: string, rule: string]

const shown = (probed: Parameters<typeof shownProbe>[0]): ShownOutcome => {
  const [reason, ...rules] = shownProbe(probed)
  return [reason, rules.at(-1) ?? '']
}

const html: Behaviour = { kind: 'html' }
const page = (status: number): Behaviour => ({ kind: 'html', status })
const plain = (status: number, body: string, type = 'text/plain'): Behaviour => ({
  kind: 'answer',
  status,
  headers: { 'content-type': type },
  body,
})

/** Verdict of an `http` check on one answer. */
async function api(answer: Behaviour): Promise<ShownOutcome> {
  let found: ShownOutcome = ['', '']
  await probing(
    () => answer,
    async ({ check, prober }) => {
      found = shown(await prober.probe(check))
    },
  )
  return found
}

/** Verdict of a check of a real server, with its secret. */
async function verdictAt(script: Script, held: string, checkAt: (url: string) => Check): Promise<ShownOutcome> {
  const server = await startHostileServer(script)
  const prober = startProber(held)
  try {
    return shown(await prober.probe(checkAt(server.url)))
  } finally {
    await prober.close()
    await server.close()
  }
}

const isToken = (url: string): boolean => url.startsWith('/token')

/** Verdict on an OAuth client whose token endpoint answers so; its API refuses every token. */
export const tokenAnswer = (token: Behaviour, pinged = false): Promise<ShownOutcome> =>
  verdictAt(
    ({ url }) => (isToken(url) ? token : jsonReply(401, {})),
    JSON.stringify({ id: 'ci', secret: 'marked-7f3a9c' }),
    (url) =>
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
        secret: aSecret({ clientId: 'id', clientSecret: 'secret' }),
        ...onLoopback,
      }),
  )

/** Verdict on a client without a ping, whose issuer answers a broken client so. */
const tokenAlone = (options: Pick<Parameters<typeof oauthClientCredentials>[0], 'controls'>, broken: Behaviour) => {
  let asked = 0
  return verdictAt(
    () => (asked++ === 0 ? minted : broken),
    JSON.stringify({ id: 'ci', secret: 'marked-7f3a9c' }),
    (url) =>
      expandedCheck(
        oauthClientCredentials({
          id: 'client',
          impact: 'None',
          secret: secret('production/ci', { clientId: 'id', clientSecret: 'secret' }),
          tokenUrl: `${url}/token`,
          ...options,
          ...onLoopback,
        }),
      ),
  )
}

const portal = loginServers['Keystone, with a header']

const login = (change: Partial<LoginServer>): Promise<ShownOutcome> =>
  verdictAt(playing({ ...portal, ...change }), JSON.stringify({ user: 'bot', password }), (url) =>
    checkOf({
      ...portal.asks(url),
      secret: secret('production/ci', { user: 'user', password: 'password' }),
      assert: ["login == 'bot'"],
    }),
  )

function checkOf(options: Partial<Parameters<typeof http>[0]> & Pick<Parameters<typeof http>[0], 'ping'>): Check {
  return expandedCheck(http({ id: 'api', impact: 'None', secret: secret('production/ci'), ...options, ...onLoopback }))
}

const token = 'marked-7f3a9c-token'

/** Verdict of a check of the status alone, if the broken credential and the request without one are answered so. */
const statusAlone = (
  broken: Behaviour,
  stranger: Behaviour = jsonReply(401, {}),
  living: Behaviour = plain(200, 'ok'),
): Promise<ShownOutcome> =>
  verdictAt(
    ({ headers: { authorization } }) => {
      if (authorization === undefined) return stranger
      return String(authorization).endsWith(token) ? living : broken
    },
    token,
    (url) => checkOf({ ping: get(`${url}/me`) }),
  )

const signing = generateKeyPairSync('rsa', { modulusLength: 2_048 })

/** Verdict on a JWT without claims about issuer and audience, offline or with this key set. */
async function jwt(asks: Partial<Extract<Question, { kind: 'jwt' }>>, keys: readonly object[] | null = null) {
  const held = await new SignJWT({ sub: 'bot' })
    .setProtectedHeader({ alg: 'RS256', kid: 'one' })
    .setExpirationTime('90d')
    .sign(signing.privateKey)
  return verdictAt(
    () => jsonReply(200, { keys }),
    held,
    (url) =>
      aCheck({
        profile: 'jwt',
        question: {
          kind: 'jwt',
          issuer: null,
          audience: null,
          jwksUrl: keys === null ? null : url,
          ping: null,
          send: [],
          ...asks,
        },
        ...onLoopback,
      }),
  )
}

const gives = (name: string): Behaviour => jsonReply(200, { token: name })

async function registry(): Promise<ShownOutcome> {
  let found: ShownOutcome = ['', '']
  await withRegistry({ token: gives('own'), stranger: gives('other') }, async ({ prober, check }) => {
    found = shown(await prober.probe(check))
  })
  return found
}

const oauth = (error: string, description: string): Promise<ShownOutcome> =>
  tokenAnswer(jsonReply(400, { error, error_description: description }))
const minted = jsonReply(200, { access_token: 'minted', token_type: 'bearer' })
const encrypting = { ...signing.publicKey.export({ format: 'jwk' }), kid: 'one', use: 'enc' }

/** Real answers for each row of the table, by what the row says. */
export const provesNothing: Readonly<Record<string, readonly (() => Promise<ShownOutcome>)[]>> = {
  'a 403 as text, as XML, as a page, without a body, or with `{"message":"Forbidden"}`': [
    () => api(plain(403, 'Forbidden')),
    () => api(plain(403, '<Error><Code>AccessDenied</Code></Error>', 'application/xml')),
    () => api(page(403)),
    () => api({ kind: 'answer', status: 403 }),
    () => api(jsonReply(403, { message: 'Forbidden' })),
  ],
  'a 401 as a page, without `WWW-Authenticate: Basic` or `Bearer` with an error': [() => api(page(401))],
  'a 200 with an error, or with a page of maintenance': [
    () => api(jsonReply(200, { error: 'internal_error' })),
    () => api(jsonReply(200, { errors: [{ message: 'Something went wrong' }], data: null })),
    () => api(html),
  ],
  'a refusal that blames an address, a lock, too many attempts or a missing person, with any OAuth code': [
    () => oauth('invalid_grant', 'IP address is not allowed'),
    () => oauth('invalid_client', 'Too many failed attempts'),
    () => oauth('unauthorized_client', 'Account locked'),
    () => oauth('invalid_grant', 'MFA is needed'),
  ],
  'a 401 that names such a cause, trouble or a permission in any text, if only its status speaks of the token': [
    () => api(jsonReply(401, { title: 'Your IP is not on the allowlist' })),
    () => api(jsonReply(401, { fault: { reason: 'Too many failed logins' } })),
    () => api(plain(401, 'Account locked')),
    () => api(jsonReply(401, { msg: 'Service unavailable: maintenance' })),
    () => api(jsonReply(401, { detail: 'Insufficient privileges' })),
  ],
  'any proof of life or death with an `Age` above 60 s: a cache gave it, and nobody looked at the credential': [
    () => api(jsonReply(200, me, { age: '3600', 'x-cache': 'HIT' })),
    () => api(jsonReply(401, {}, { age: '61' })),
    () => api(jsonReply(200, me, { warning: '110 - "Response is Stale"' })),
  ],
  'a 401 that calls another thing dead than a credential: `Project not found`, `Session expired`': [
    () => api(jsonReply(401, { message: 'Project not found' })),
    () => api(jsonReply(401, { error: 'Session expired' })),
    () => api(jsonReply(401, { code: 'UNKNOWN_REGION' })),
  ],
  'a token endpoint that does so: `invalid_client` and `Tenant not found`': [
    () => tokenAnswer(jsonReply(400, { error: 'invalid_client', error_description: 'Tenant not found' })),
    () => tokenAnswer(jsonReply(401, { error: 'invalid_client', error_description: 'Invalid scope' })),
  ],
  'a status alone, if the body calls the credential or its holder dead, or has a flag that says so': [
    () => statusAlone(jsonReply(401, {}), jsonReply(401, {}), jsonReply(200, { key: { status: 'revoked' } })),
    () => statusAlone(jsonReply(401, {}), jsonReply(401, {}), jsonReply(200, { user: { active: false }, id: 1 })),
    () => statusAlone(jsonReply(401, {}), jsonReply(401, {}), jsonReply(200, { two_factor_required: true })),
  ],
  'a 401 that found no credential, could not read the request (RFC 6750), or asks for another scheme alone: Digest, Negotiate, OTP':
    [
      () => api(jsonReply(401, { detail: 'Credentials were not provided' })),
      () => api(jsonReply(401, {}, { 'www-authenticate': 'Bearer error="invalid_request"' })),
      () => api(jsonReply(401, {}, { 'www-authenticate': 'Digest realm="api", nonce="b7c", qop="auth"' })),
      () => api(jsonReply(401, {}, { 'www-authenticate': 'Negotiate' })),
      () => api(jsonReply(401, {}, { 'www-authenticate': 'OTP' })),
    ],
  'a 401 whose headers name a guard: a captcha, a firewall, a sign-in of its own': [
    () => api(jsonReply(401, {}, { 'x-authentication-denied-reason': 'CAPTCHA_CHALLENGE' })),
    () => api(jsonReply(401, {}, { 'cf-mitigated': 'challenge' })),
    () => api(jsonReply(401, {}, { 'x-goog-iap-generated-response': 'true' })),
  ],
  'a 401 that asks for more than the token: a DPoP proof, its nonce (RFC 9449), a stronger login (RFC 9470)': [
    () => api(jsonReply(401, {}, { 'www-authenticate': 'DPoP error="invalid_dpop_proof"' })),
    () => api(jsonReply(401, {}, { 'www-authenticate': 'DPoP error="use_dpop_nonce"' })),
    () => api(jsonReply(401, {}, { 'www-authenticate': 'Bearer error="insufficient_user_authentication"' })),
  ],
  'a 401 whose `WWW-Authenticate` speaks of `insufficient_scope` and cannot be read': [
    () => api(jsonReply(401, {}, { 'www-authenticate': 'Bearer error="insufficient_scope' })),
  ],
  'a 401 for a token or a session that was issued a second ago': [
    () => tokenAnswer(minted, true),
    () => login({ isUsed: () => false }),
  ],
  'a login with a good status and without a session': [() => login({ welcomes: jsonReply(200, {}) })],
  'an access token alone, of an issuer that no profile documents': [() => tokenAlone({}, minted)],
  'the same with `controls: true`, if a broken client gets a token too': [() => tokenAlone({ controls: true }, minted)],
  'the same with `controls: true`, if the broken client meets trouble, a redirect or a wish to wait': [
    () => tokenAlone({ controls: true }, jsonReply(503, {})),
    () => tokenAlone({ controls: true }, { kind: 'redirect', to: '/sign-in' }),
    () => tokenAlone({ controls: true }, jsonReply(429, {})),
  ],
  'a status alone, if a stranger gets it too': [() => statusAlone(jsonReply(401, {}), plain(200, 'ok'))],
  'a status alone, if the broken credential or the request without one meets trouble or a redirect': [
    () => statusAlone(jsonReply(503, {})),
    () => statusAlone({ kind: 'redirect', to: '/sign-in' }),
    () => statusAlone(jsonReply(401, {}), jsonReply(503, {})),
    () => statusAlone(jsonReply(401, {}), { kind: 'redirect', to: '/sign-in' }),
  ],
  'a key set without a key that could verify the JWT': [() => jwt({}, []), () => jwt({}, [encrypting])],
  'a JWT without the `iss` or `aud` that the check expects, where no API is asked': [
    () => jwt({ issuer: 'https://id.acme.example' }),
    () => jwt({ audience: 'billing' }),
  ],
  "a registry's token, if an anonymous one opens the same": [registry],
  'a 429, a 425, a redirect, or a 5xx without a [refusing code](#what-proves-death)': [
    () => api(jsonReply(429, {})),
    () => api(jsonReply(425, {})),
    () => api(jsonReply(502, {})),
    () => tokenAnswer(jsonReply(503, {})),
    () => tokenAnswer(jsonReply(500, { error: 'server_error' })),
    () => api({ kind: 'redirect', to: '/sign-in' }),
  ],
}
