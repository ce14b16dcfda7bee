import { provider } from '../provider.ts'
import { authTestRules, authTestSource } from './slack.ts'

/** The token that makes and changes Slack apps. It lives for twelve hours, and the answer that made it is the only one that says until when. */
export const slackConfig = provider({
  name: 'slack-config',
  title: 'Slack app configuration token',
  category: 'messaging and mail',
  roles: { token: 'the token, xoxe.xoxp-...' },
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
    scopes: null,
    expires: { at: 'expires_in', format: 'seconds_remaining' },
  },
  scopes: null,
  cost: 'free',
  minimumSeconds: 60,
  settlesWithinSeconds: 0,
  rotation: { class: 'refresh_rotating', overlap: 'none that the app may count on', by: 'hand' },
  runbook: {
    console: 'https://api.slack.com/apps',
    steps:
      'Generate a token under Your App Configuration Tokens and store it with its refresh token and its exp; a refresh token works once.',
  },
  traps: ['the end of a configuration token is in the answer that made it, and in no later one'],
  sources: { 'auth-test': authTestSource },
})
