import { type Bad, badCheck, badWiki, refuses } from './refusals.ts'
import { clientCredentialsSample, wiki } from './sample.ts'

const good = { url: 'https://wiki.acme.example/login', send: { in: 'json', name: 'key' }, session: 'token' }
const loginWith = (change: object) => ({ login: { ...good, ...change } })
const pair = { ...wiki.secret, fields: { user: 'a', password: 'b' } }

const ofLogins: readonly Bad[] = [
  badWiki(
    'a login that is no object',
    { login: 'https://wiki.acme.example/login' },
    'login: expected login(...), found a string of 31 characters',
  ),
  badWiki(
    'a login without its placement',
    loginWith({ send: undefined }),
    'login.send: missing; expected a placement such as bearer(), header(...) or json(...), or a list of them',
  ),
  badWiki(
    'a login without the place of its session',
    loginWith({ session: undefined }),
    'login.session: missing; expected a JMESPath expression, { header } or { cookie }',
  ),
  badWiki(
    'a session that is a constant',
    loginWith({ session: "'token'" }),
    "login.session: it reads no field, so it is the same for every answer: name a field of the answer, such as login == 'bot'",
  ),
  badWiki(
    'a session at no place',
    loginWith({ session: { query: 'token' } }),
    'login.session.query: unknown field; expected one of header, cookie',
    'login.session: expected either header or cookie',
  ),
  badWiki(
    'a session at two places',
    loginWith({ session: { header: 'x-token', cookie: 'sid' } }),
    'login.session: expected either header or cookie',
  ),
  badWiki('a session in no header', loginWith({ session: {} }), 'login.session: expected either header or cookie'),
  badWiki(
    'a cookie of no name',
    loginWith({ session: { cookie: 'a b' } }),
    'login.session.cookie: expected the name of a cookie, found a string of 3 characters',
  ),
  badWiki(
    'a login that changes things',
    loginWith({ method: 'PUT', send: { in: 'header', name: 'x-key' } }),
    'login.method: expected one of POST, GET, found a string of 3 characters',
  ),
  badWiki(
    'a GET with a credential in its body',
    loginWith({ method: 'GET' }),
    'login: only POST has a body for json(...): use post(...), or another placement',
  ),
  badWiki(
    'a login with two kinds of body',
    loginWith({ body: 'a=b' }),
    'login.body: expected a JSON object such as {"method":"login"}, for json(...) to join it',
  ),
  badWiki(
    'a login on a private address',
    loginWith({ url: 'https://169.254.169.254/login' }),
    'login.url: the host is 169.254.169.254, which is not public (linkLocal): name its range in allowPrivate if it is intended',
  ),
  badWiki(
    'a login without TLS',
    loginWith({ url: 'http://wiki.acme.example/login' }),
    'login.url: expected https: plain http is allowed only to addresses in allowPrivate',
  ),
  badWiki(
    'a password in the address of a login',
    loginWith({ url: 'https://wiki.acme.example/login?password=x' }),
    'login.url: the query parameter "password" is named like a credential: store it in a secret and send it with query()',
  ),
  badWiki(
    'a header of a login that is a credential',
    loginWith({ headers: { Authorization: 'x' } }),
    'login.headers.Authorization: a header of this name is a credential: store it in a secret and send it with send: header(...)',
  ),
  badWiki(
    'a secret without the parts of its login',
    loginWith({
      send: [
        { in: 'json', name: 'u', role: 'user' },
        { in: 'json', name: 'p', role: 'password' },
      ],
    }),
    "secret: expected a secret that names user and password and nothing else: secret('<name>', { user: '<key>', password: '<key>' })",
  ),
  badWiki(
    'a session that is sent as a part of the secret',
    {
      ...loginWith({ send: { in: 'basic', user: { role: 'user' }, passwordRole: 'password' } }),
      secret: pair,
      send: { in: 'cookie', name: 'sid', role: 'password' },
    },
    'send: the session is sent here, as the role token: drop role',
  ),
  badWiki(
    'a login that asks nothing afterwards',
    { ...loginWith({}), ping: undefined },
    'ping: missing; expected get(...), head(...) or post(...)',
  ),
  badWiki(
    'an unknown field of a login',
    loginWith({ token: 'x' }),
    'login.token: unknown field; expected one of method, url, headers, body, send, session, expires, keepsRefreshToken',
  ),
]

const spends =
  'this exchanges a refresh token, which may use it up: introspect it with oauthRefreshToken(...), or rotate it with ours(...)'
const form = { send: { in: 'form', name: 'refresh_token' }, session: 'access_token' }
const stays = 'if the server documents that it stays valid, set keepsRefreshToken: true'

const ofRefreshTokens: readonly Bad[] = [
  badWiki(
    'the exchange of a refresh token that nobody calls harmless',
    loginWith({ ...form, body: 'client_id=cli&grant_type=refresh_token' }),
    `login.body: ${spends}; ${stays}`,
  ),
  badWiki('the same in JSON', loginWith({ body: '{"grant_type":"refresh_token"}' }), `login.body: ${spends}; ${stays}`),
  badWiki(
    'the exchange of a refresh token as the ping',
    {
      ping: { method: 'POST', url: wiki.ping.url, body: 'grant_type=refresh_token', sideEffects: 'none' },
      send: form.send,
    },
    `ping.body: ${spends}`,
  ),
  badWiki(
    'a refresh token that stays perhaps',
    loginWith({ ...form, body: 'grant_type=refresh_token', keepsRefreshToken: false }),
    'login.keepsRefreshToken: expected true, found a boolean',
  ),
]

const ofAccessTokens: readonly Bad[] = [
  badCheck(
    'an access token that is sent nowhere',
    { ...clientCredentialsSample, send: { in: 'header', name: 'x-token' } },
    'production/billing: ping: missing; send needs it',
  ),
  badCheck(
    'a client secret in the place of its access token',
    {
      ...clientCredentialsSample,
      ping: wiki.ping,
      send: { in: 'header', name: 'x-token', role: 'clientSecret' },
    },
    'production/billing: send: the access token is sent here, as the role token: drop role',
  ),
  badCheck(
    'an access token in the body of a GET',
    { ...clientCredentialsSample, ping: wiki.ping, send: { in: 'json', name: 'token' } },
    'production/billing: ping: only POST has a body for json(...): use post(...), or another placement',
  ),
]

refuses('a login', ofLogins)
refuses('a login with a refresh token', ofRefreshTokens)
refuses('a placement of an access token', ofAccessTokens)
