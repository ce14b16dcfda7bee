import { loginRules } from '../oauth-token-rules.ts'
import { tokenSources } from '../oauth-token-sources.ts'
import { provider, type SourcedRule } from '../provider.ts'
import { rfc9110 } from '../rfc9110.ts'

/** Error codes of a 401 that speak of a permission. The credential may be alive or dead. */
const codes = [
  'insufficient_scope',
  'missing_scope',
  'insufficient_permissions',
  'permission_denied',
  'access_denied',
  'not_authorised',
]
const permissionCodes = `\`${JSON.stringify([...codes, ...codes.map((code) => code.toUpperCase())])}\``
const codeAt = ['error', 'error.code', 'error.status', 'code'].map((place) => `contains(${permissionCodes}, ${place})`)

/** Words of a 401 that speak of a permission and of nothing else. "Permission denied" is not among them: dead tokens get it too. */
const permissionWords = [
  'insufficient scope',
  'insufficient permissions',
  'insufficient privileges',
  'missing scope',
  'missing permission',
  'missing permissions',
]

/**
 * Meanings of the statuses of every HTTP API. Only 401 says that a credential is bad (RFC 9110 section 15.5.2), unless it speaks of a
 * permission. A 403 is about a permission (15.5.4), and says so of a living credential only in a documented shape. The check names the
 * request itself, so a refusal for permission is `under_scoped`.
 */
export const httpRules: readonly SourcedRule[] = [
  { name: 'success', when: { status: [200, 299] }, means: 'alive', source: 'rfc9110' },
  {
    name: 'insufficient-scope',
    when: { status: 403, challenge: { error: 'insufficient_scope' } },
    means: 'under_scoped',
    source: 'rfc6750',
  },
  {
    name: 'insufficient-scope-401',
    when: { status: 401, challenge: { error: 'insufficient_scope' } },
    means: 'under_scoped',
    source: 'rfc6750',
  },
  // It may ask for a scope, and cannot be read.
  {
    name: 'challenge-unreadable',
    when: {
      status: 401,
      challenge: 'unreadable',
      header: { name: 'www-authenticate', includes: 'insufficient_scope' },
    },
    means: 'unrecognized',
    source: 'rfc6750',
  },
  {
    name: 'user-without-tag',
    when: {
      status: 401,
      body: "error == 'not_authorised' && (starts_with(reason, 'Not ') || starts_with(reason, 'User not auth'))",
    },
    means: 'under_scoped',
    source: 'rabbitmq',
  },
  {
    name: 'permission-refused',
    when: { status: 401, body: codeAt.join(' || ') },
    means: 'unrecognized',
    source: 'rfc6750',
  },
  {
    name: 'permission-in-words',
    when: { status: 401, errorWords: permissionWords },
    means: 'unrecognized',
    source: 'rfc6750',
  },
  { name: 'unauthorized', when: { status: 401 }, means: 'rejected', source: 'rfc9110' },
  { name: 'quota', when: { status: 402 }, means: 'quota_exhausted', source: 'rfc9110' },
  { name: 'no-such-page', when: { status: 404 }, means: 'wrong_target', source: 'rfc9110' },
  { name: 'gone', when: { status: 410 }, means: 'wrong_target', source: 'rfc9110' },
]

/** Sources of `httpRules`. */
export const httpSources = {
  rfc9110,
  rfc6750: {
    evidence: 'standard',
    title: 'RFC 6750, bearer token usage, section 3.1',
    url: 'https://www.rfc-editor.org/rfc/rfc6750#section-3.1',
    seen: '2026-11-30',
  },
  rabbitmq: {
    evidence: 'documented',
    title: 'RabbitMQ, the server’s own source of its access control: not_authorised for a user who lacks a tag',
    url: 'https://github.com/rabbitmq/rabbitmq-server/blob/main/deps/rabbitmq_web_dispatch/src/rabbit_web_dispatch_access_control.erl',
    seen: '2026-11-30',
  },
} as const

/** Any HTTP API, judged by what RFC 9110 and RFC 6750 say about a status. */
export const http = provider({
  name: 'http',
  title: 'HTTP API',
  category: 'generic',
  roles: { token: 'the token' },
  options: {},
  question: null,
  rules: httpRules,
  tokenRules: loginRules,
  paths: { identity: null, environment: null, scopes: null, expires: null },
  scopes: null,
  cost: 'free',
  minimumSeconds: 1,
  settlesWithinSeconds: 0,
  rotation: { class: 'manual', overlap: 'depends on the API', by: 'hand' },
  runbook: null,
  traps: [
    'a status alone proves nothing, so a check says what the answer contains, or a broken credential is sent beside it',
  ],
  sources: { ...tokenSources, ...httpSources },
})
