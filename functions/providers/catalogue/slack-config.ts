import { provider } from '../provider.ts'
import { slackToken } from '../vendors/slack.ts'

/** The token that makes and changes Slack apps. It lives for twelve hours, and only the answer that made it names its end. */
export const slackConfig = provider({
  ...slackToken,
  name: 'slack-config',
  title: 'Slack app configuration token',
  roles: { token: 'the token, xoxe.xoxp-...' },
  paths: {
    identity: 'user_id',
    environment: 'team_id',
    scopes: null,
    expires: { at: 'expires_in', format: 'seconds_remaining' },
  },
  scopes: null,
  runbook: {
    console: 'https://api.slack.com/apps',
    steps:
      'Generate a token under Your App Configuration Tokens and store it with its refresh token and its exp; a refresh token works once.',
  },
  traps: ['the end of a configuration token is in the answer that made it, and in no later one'],
})
