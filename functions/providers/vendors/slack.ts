import type { Provider, SourcedRule } from '../provider.ts'

/** Rules for `auth.test`, which answers with status 200 to every token. */
const authTestRules: readonly SourcedRule[] = [
  {
    name: 'authenticated',
    when: { status: 200, body: "ok == `true` && type(team_id) == 'string'" },
    means: 'alive',
    source: 'auth-test',
  },
  refusal('token_expired', 'expired'),
  refusal('token_revoked', 'revoked'),
  refusal('account_inactive', 'revoked'),
  {
    ...refusal('invalid_auth', 'rejected'),
    secondCause: {
      cause: 'its app does not allow this address',
      wayOut: 'look at the allowed addresses of the app at Slack, then at the token',
      kind: 'changing',
    },
  },
  refusal('not_authed', 'check_invalid'),
  refusal('not_allowed_token_type', 'ping_forbidden'),
  refusal('no_permission', 'ping_forbidden'),
  refusal('missing_scope', 'ping_forbidden'),
  refusal('org_login_required', 'provider_error'),
  refusal('ekm_access_denied', 'blocked_from_here'),
  refusal('accesslimited', 'blocked_from_here'),
  refusal('ratelimited', 'rate_limited'),
  refusal('service_unavailable', 'provider_error'),
  refusal('internal_error', 'provider_error'),
  refusal('fatal_error', 'provider_error'),
]

function refusal(code: string, means: SourcedRule['means']): SourcedRule {
  const name = code.replaceAll('_', '-')
  return { name, when: { status: 200, body: `ok == \`false\` && error == '${code}'` }, means, source: 'auth-test' }
}

const authTestSource = {
  evidence: 'documented',
  title: 'Slack API, auth.test and its errors',
  url: 'https://docs.slack.dev/reference/methods/auth.test',
  seen: '2026-11-25',
} as const

/** Everything that Slack's tokens share: each is checked with `auth.test`. */
export const slackToken = {
  category: 'messaging and mail',
  options: {},
  question: {
    kind: 'request',
    ping: { method: 'POST', url: 'https://slack.com/api/auth.test', headers: {}, body: null },
    send: [{ in: 'header', name: 'authorization', prefix: 'Bearer ', role: 'token' }],
  },
  rules: authTestRules,
  cost: 'free',
  minimumSeconds: 60,
  settlesWithinSeconds: 0,
  rotation: { class: 'refresh_rotating', overlap: 'none that the app can rely on', by: 'hand' },
  sources: { 'auth-test': authTestSource },
} as const satisfies Partial<Provider>
