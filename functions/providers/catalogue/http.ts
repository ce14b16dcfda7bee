import { provider, type SourcedRule } from '../provider.ts'

/**
 * Meanings of the statuses of every HTTP API. Only 401 says that a credential is bad (RFC 9110 section 15.5.2). A 403 says that this one
 * lacks permission (15.5.4).
 */
export const httpRules: readonly SourcedRule[] = [
  { name: 'success', when: { status: [200, 299] }, means: 'alive', source: 'rfc9110' },
  { name: 'unauthorized', when: { status: 401 }, means: 'rejected', source: 'rfc9110' },
  { name: 'quota', when: { status: 402 }, means: 'quota_exhausted', source: 'rfc9110' },
  { name: 'forbidden', when: { status: 403 }, means: 'ping_forbidden', source: 'rfc9110' },
  { name: 'no-such-page', when: { status: 404 }, means: 'wrong_target', source: 'rfc9110' },
  { name: 'gone', when: { status: 410 }, means: 'wrong_target', source: 'rfc9110' },
]

export const rfc9110 = {
  evidence: 'documented',
  title: 'RFC 9110, HTTP Semantics',
  url: 'https://www.rfc-editor.org/rfc/rfc9110',
  seen: '2026-11-21',
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
  paths: { identity: null, environment: null, scopes: null, expires: null },
  scopes: null,
  cost: 'free',
  minimumSeconds: 1,
  settlesWithinSeconds: 0,
  rotation: { class: 'manual', overlap: 'depends on the API', by: 'hand' },
  runbook: null,
  traps: ['an answer alone proves nothing, so a check must say what it contains'],
  sources: { rfc9110 },
})
