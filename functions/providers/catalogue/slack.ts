import { provider, type SourcedRule } from '../provider.ts'

/** What `auth.test` says with status 200, which it answers whatever the token is worth. */
export const authTestRules: readonly SourcedRule[] = [
  {
    name: 'authenticated',
    when: { status: 200, body: "ok == `true` && type(team_id) == 'string'" },
    means: 'alive',
    source: 'auth-test',
  },
  refusal('token_expired', 'expired'),
  refusal('token_revoked', 'revoked'),
  refusal('account_inactive', 'revoked'),
  refusal('invalid_auth', 'rejected'),
  refusal('not_authed', 'check_invalid'),
  refusal('not_allowed_token_type', 'ping_forbidden'),
  refusal('no_permission', 'ping_forbidden'),
  refusal('missing_scope', 'ping_forbidden'),
  refusal('org_login_required', 'provider_error'),
  refusal('ekm_access_denied', 'blocked_from_here'),
  refusal('ratelimited', 'rate_limited'),
  refusal('service_unavailable', 'provider_error'),
  refusal('internal_error', 'provider_error'),
  refusal('fatal_error', 'provider_error'),
]

function refusal(code: string, means: SourcedRule['means']): SourcedRule {
  const name = code.replaceAll('_', '-')
  return { name, when: { status: 200, body: `ok == \`false\` && error == '${code}'` }, means, source: 'auth-test' }
}

export const authTestSource = {
  evidence: 'documented',
  title: 'Slack API, auth.test and its errors',
  url: 'https://docs.slack.dev/reference/methods/auth.test',
  seen: '2026-11-25',
} as const

/** A bot or user token of a Slack app in one workspace. */
export const slack = provider({
  name: 'slack',
  title: 'Slack bot or user token',
  category: 'messaging and mail',
  roles: { token: 'the token, xoxb-... or xoxp-...' },
  options: {},
  question: {
    kind: 'request',
    ping: { method: 'POST', url: 'https://slack.com/api/auth.test', headers: {}, body: null },
    send: [{ in: 'header', name: 'authorization', prefix: 'Bearer ', role: 'token' }],
  },
  rules: authTestRules,
  paths: {
    identity: 'user_id',
    environment: 'team_id',
    scopes: { header: 'x-oauth-scopes' },
    expires: { at: 'expires_in', format: 'seconds_remaining' },
  },
  scopes: { pattern: '[a-z_.]+(:[a-z_.]+)*', example: 'chat:write' },
  cost: 'free',
  minimumSeconds: 60,
  settlesWithinSeconds: 0,
  rotation: { class: 'refresh_rotating', overlap: 'none that the app may count on', by: 'hand' },
  runbook: {
    console: 'https://api.slack.com/apps',
    steps: 'Open the app, OAuth & Permissions, reinstall it to the workspace, and store the token that is shown.',
  },
  traps: [
    'Slack answers 200 whatever the token is worth',
    'an error of Slack comes with 200 and says nothing of the token',
    'invalid_auth may also mean an address that is not allowed',
    'only a rotating token has an end',
  ],
  sources: { 'auth-test': authTestSource },
})
