import { provider } from '../provider.ts'
import { slackToken } from '../vendors/slack.ts'

/** The token that creates and changes Slack apps. It lives for twelve hours, and only the answer that made it names its expiry. */
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
  rotation: { ...slackToken.rotation, by: 'tokenwatch' },
  runbook: {
    console: 'https://api.slack.com/apps',
    steps:
      'Generate a token under Your App Configuration Tokens. Store it with its refresh token and its exp. A refresh token works once.',
  },
  traps: ['only the answer that made a configuration token names its expiry'],
})
