import { provider } from '../provider.ts'

const some = (type: string, code: string): string =>
  `errors[?extensions.type=='${type}' || extensions.code=='${code}'] | length(@) > \`0\``

const unauthenticated = some('authentication error', 'AUTHENTICATION_ERROR')
const forbidden = some('forbidden', 'FORBIDDEN')

/** A personal API key of Linear, which is sent without a prefix. Everything is GraphQL, and a rate limit is a 400. */
export const linear = provider({
  name: 'linear',
  title: 'Linear API key',
  category: 'business software',
  roles: { token: 'the key, lin_api_...' },
  options: {},
  question: {
    kind: 'request',
    ping: {
      method: 'POST',
      url: 'https://api.linear.app/graphql',
      headers: { 'content-type': 'application/json' },
      body: '{"query":"{ viewer { id email } organization { urlKey } }"}',
    },
    send: [{ in: 'header', name: 'authorization', prefix: '', role: 'token' }],
  },
  rules: [
    {
      name: 'rate-exceeded',
      when: { status: [200, 499], body: some('ratelimited', 'RATELIMITED') },
      means: 'rate_limited',
      source: 'sdk',
    },
    {
      name: 'usage-limit',
      when: { status: [200, 499], body: some('usage limit exceeded', 'USAGE_LIMIT_EXCEEDED') },
      means: 'quota_exhausted',
      source: 'sdk',
    },
    {
      name: 'authentication-200',
      when: { status: 200, body: unauthenticated },
      means: 'rejected',
      source: 'sdk',
    },
    {
      name: 'authentication-400',
      when: { status: 400, body: unauthenticated },
      means: 'rejected',
      source: 'sdk',
    },
    {
      name: 'authentication-401',
      when: { status: 401, body: unauthenticated },
      means: 'rejected',
      source: 'sdk',
    },
    {
      name: 'authentication-403',
      when: { status: 403, body: unauthenticated },
      means: 'unrecognized',
      source: 'sdk',
    },
    { name: 'forbidden', when: { status: 403, body: forbidden }, means: 'ping_forbidden', source: 'sdk' },
    { name: 'forbidden-200', when: { status: 200, body: forbidden }, means: 'ping_forbidden', source: 'sdk' },
    {
      name: 'viewer',
      when: { status: 200, body: "type(data.viewer.id) == 'string' && errors == `null`" },
      means: 'alive',
      source: 'sdk',
    },
  ],
  paths: {
    identity: 'data.viewer.email',
    environment: 'data.organization.urlKey',
    scopes: null,
    expires: null,
  },
  scopes: null,
  resets: { header: 'x-ratelimit-requests-reset', format: 'epoch_milliseconds' },
  cost: 'counted',
  minimumSeconds: 300,
  settlesWithinSeconds: 0,
  rotation: { class: 'manual', overlap: 'until the old one is deleted', by: 'hand' },
  runbook: {
    console: 'https://linear.app/settings/account/security',
    steps: 'Create a key with the same permissions, store it, and delete the old one when nobody uses it any more.',
  },
  traps: [
    'a 400 may mean a rate limit',
    'GraphQL answers 200 with an error in the body',
    'the key is sent without a prefix',
    'Linear discourages polling, so Tokenwatch checks seldom',
  ],
  sources: {
    sdk: {
      evidence: 'documented',
      title: 'linear, the official client: types of errors, viewer and organization',
      url: 'https://github.com/linear/linear/blob/master/packages/sdk/src/error.ts',
      seen: '2026-11-25',
    },
  },
})
