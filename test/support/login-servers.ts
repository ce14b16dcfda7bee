import { basic, form, get, header, json, login, post } from 'tokenwatch'
import type { http } from '../../functions/config/builders/checks.ts'
import type { Behaviour, ReceivedRequest } from './hostile-server.ts'

export const password = 'marked-7f3a9c "ü&=%;'
export const session = 'session-4d2e8b+/=='

type Options = Parameters<typeof http>[0]

/** A server with a login, as public servers have them: the fields of a check, and both requests as they must come. */
export type LoginServer = {
  readonly asks: (
    url: string,
  ) => Pick<Options, 'ping' | 'login'> & Partial<Pick<Options, 'send' | 'assert' | 'answers'>>
  readonly isLogin: (request: ReceivedRequest) => boolean
  readonly knows: (request: ReceivedRequest) => boolean
  readonly welcomes: Behaviour
  readonly isUsed: (request: ReceivedRequest) => boolean
  /** The answer to a wrong password, and the verdict on it. */
  readonly refuses: Behaviour
  readonly verdict: string
  readonly serves?: Behaviour
}

const user = { role: 'user' }
const secret = { role: 'password' }
const parsed = ({ body }: ReceivedRequest) => JSON.parse(body)
const cookieOf = ({ headers }: ReceivedRequest) => String(headers['cookie'] ?? '')
const formOf = ({ body }: ReceivedRequest) => new URLSearchParams(body)
const at = (path: string) => (request: ReceivedRequest) => request.url.startsWith(path)

const zabbix = { jsonrpc: '2.0', id: 1 }
const bot: Behaviour = { kind: 'json', body: { login: 'bot' } }

export const loginServers = {
  etcd: {
    asks: (url) => ({
      login: login(`${url}/v3/auth/authenticate`, {
        send: [json('name', user), json('password', secret)],
        session: 'token',
      }),
      ping: post(`${url}/v3/auth/status`, { body: '{}', sideEffects: 'none' }),
      send: header('authorization'),
      assert: ['enabled'],
      answers: [{ status: 400, when: 'code == `3`', means: 'rejected' }],
    }),
    isLogin: at('/v3/auth/authenticate'),
    knows: (request) => parsed(request).name === 'bot' && parsed(request).password === password,
    welcomes: { kind: 'json', body: { header: {}, token: session } },
    isUsed: ({ headers }) => headers['authorization'] === session,
    refuses: { kind: 'json', status: 400, body: { error: 'etcdserver: authentication failed', code: 3 } },
    verdict: 'rejected',
    serves: { kind: 'json', body: { enabled: true } },
  },
  'Grafana, with a cookie': {
    asks: (url) => ({
      login: login(`${url}/login`, {
        send: [json('user', user), json('password', secret)],
        session: { cookie: 'grafana_session' },
      }),
      ping: get(`${url}/api/user`),
    }),
    isLogin: at('/login'),
    knows: (request) => parsed(request).user === 'bot' && parsed(request).password === password,
    welcomes: {
      kind: 'json',
      headers: { 'set-cookie': `grafana_session=${session}; Path=/; Max-Age=2592000; HttpOnly` },
      body: { message: 'Logged in' },
    },
    isUsed: (request) => cookieOf(request) === `grafana_session=${session}`,
    refuses: { kind: 'json', status: 401, body: { message: 'Invalid username or password' } },
    verdict: 'rejected',
  },
  'Zabbix, with JSON-RPC': {
    asks: (url) => ({
      login: login(`${url}/api_jsonrpc.php?login`, {
        body: JSON.stringify({ ...zabbix, method: 'user.login', params: {} }),
        headers: { 'content-type': 'application/json-rpc' },
        send: [json('params.username', user), json('params.password', secret)],
        session: 'result',
      }),
      ping: post(`${url}/api_jsonrpc.php`, {
        body: JSON.stringify({ ...zabbix, method: 'user.get', params: {} }),
        sideEffects: 'none',
      }),
      send: json('auth'),
      assert: ['length(result) > `0`', 'error == null'],
      answers: [
        {
          status: 200,
          when: "error.data == 'Incorrect user name or password or account is temporarily blocked.'",
          means: 'unrecognized',
        },
      ],
    }),
    isLogin: at('/api_jsonrpc.php?login'),
    knows: (request) => parsed(request).params.username === 'bot' && parsed(request).params.password === password,
    welcomes: { kind: 'json', body: { ...zabbix, result: session } },
    isUsed: (request) => parsed(request).auth === session,
    refuses: {
      kind: 'json',
      body: {
        ...zabbix,
        error: { code: -32_500, data: 'Incorrect user name or password or account is temporarily blocked.' },
      },
    },
    verdict: 'unrecognized',
    serves: { kind: 'json', body: { ...zabbix, result: [{ userid: '7' }] } },
  },
  'OpenWrt, with a list of parameters': {
    asks: (url) => ({
      login: login(`${url}/ubus?login`, {
        body: JSON.stringify({ method: 'call', params: ['0000', 'session', 'login', {}] }),
        send: [json('params.3.username', user), json('params.3.password', secret)],
        session: 'result[1].ubus_rpc_session',
      }),
      ping: post(`${url}/ubus`, {
        body: JSON.stringify({ method: 'call', params: [null, 'session', 'access', {}] }),
        sideEffects: 'none',
      }),
      send: json('params.0'),
      assert: ['result[1].access'],
      answers: [{ status: 200, when: 'result[0] == `6`', means: 'rejected' }],
    }),
    isLogin: at('/ubus?login'),
    knows: (request) => parsed(request).params[3].password === password,
    welcomes: { kind: 'json', body: { result: [0, { ubus_rpc_session: session, expires: 299 }] } },
    isUsed: (request) => parsed(request).params[0] === session,
    refuses: { kind: 'json', body: { result: [6] } },
    verdict: 'rejected',
    serves: { kind: 'json', body: { result: [0, { access: true }] } },
  },
  'Keystone, with a header': {
    asks: (url) => ({
      login: login(`${url}/v3/auth/tokens`, {
        body: JSON.stringify({
          auth: { identity: { methods: ['password'], password: { user: { domain: { id: 'default' } } } } },
        }),
        send: [json('auth.identity.password.user.name', user), json('auth.identity.password.user.password', secret)],
        session: { header: 'X-Subject-Token' },
        expires: { at: 'token.user.password_expires_at', format: 'iso' },
      }),
      ping: get(`${url}/v3/users/me`),
      send: header('x-auth-token'),
    }),
    isLogin: at('/v3/auth/tokens'),
    knows: (request) => parsed(request).auth.identity.password.user.password === password,
    welcomes: {
      kind: 'json',
      status: 201,
      headers: { 'x-subject-token': session },
      body: { token: { expires_at: '2026-01-01T00:00:00Z', user: { password_expires_at: '2099-01-01T00:00:00Z' } } },
    },
    isUsed: ({ headers }) => headers['x-auth-token'] === session,
    refuses: { kind: 'json', status: 401, body: { error: { code: 401, title: 'Unauthorized' } } },
    verdict: 'rejected',
  },
  'vCenter, with a text as its JSON': {
    asks: (url) => ({
      login: login(`${url}/api/session`, { send: basic(), session: '@' }),
      ping: get(`${url}/api/me`),
      send: header('vmware-api-session-id'),
    }),
    isLogin: at('/api/session'),
    knows: ({ headers, method }) =>
      method === 'POST' && headers['authorization'] === `Basic ${Buffer.from(`bot:${password}`).toString('base64')}`,
    welcomes: { kind: 'json', status: 201, body: session },
    isUsed: ({ headers }) => headers['vmware-api-session-id'] === session,
    refuses: { kind: 'json', status: 401, body: { error_type: 'UNAUTHENTICATED' } },
    verdict: 'rejected',
  },
  'a web page, with a redirect': {
    asks: (url) => ({
      login: login(`${url}/sign-in`, {
        body: 'remember=0',
        send: [form('username', user), form('password', secret)],
        session: { cookie: 'sid' },
      }),
      ping: get(`${url}/account.json`),
    }),
    isLogin: at('/sign-in'),
    knows: (request) =>
      formOf(request).get('password') === password &&
      request.headers['content-type'] === 'application/x-www-form-urlencoded',
    welcomes: {
      kind: 'answer',
      status: 302,
      headers: { location: '/home', 'set-cookie': `sid="${session}"; HttpOnly` },
    },
    isUsed: (request) => cookieOf(request) === `sid="${session}"`,
    refuses: { kind: 'html' },
    verdict: 'unrecognized',
  },
  'an OAuth server, with a password grant': {
    asks: (url) => ({
      login: login(`${url}/token`, {
        body: 'grant_type=password&client_id=cli',
        send: [form('username', user), form('password', secret)],
        session: 'access_token',
      }),
      ping: get(`${url}/userinfo`),
    }),
    isLogin: at('/token'),
    knows: (request) =>
      formOf(request).get('password') === password && formOf(request).get('grant_type') === 'password',
    welcomes: { kind: 'json', body: { access_token: session, token_type: 'Bearer', expires_in: 60 } },
    isUsed: ({ headers }) => headers['authorization'] === `Bearer ${session}`,
    refuses: {
      kind: 'json',
      status: 400,
      body: { error: 'invalid_grant', error_description: 'Invalid user credentials' },
    },
    verdict: 'rejected',
  },
} satisfies Readonly<Record<string, LoginServer>>

/** Plays a server: its login, its API with the session, and 401 for everything else. */
export const playing =
  ({ isLogin, knows, welcomes, isUsed, refuses, serves = bot }: LoginServer) =>
  (request: ReceivedRequest): Behaviour => {
    if (isLogin(request)) return knows(request) ? welcomes : refuses
    return isUsed(request) ? serves : { kind: 'json', status: 401, body: {} }
  }
