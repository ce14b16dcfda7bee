import { provider } from '../provider.ts'
import { slackToken } from '../vendors/slack.ts'

/** A bot or user token of a Slack app in one workspace. */
export const slack = provider({
  ...slackToken,
  name: 'slack',
  title: 'Slack bot or user token',
  roles: { token: 'the token, xoxb-... or xoxp-...' },
  paths: {
    identity: 'user_id',
    environment: 'team_id',
    scopes: { header: 'x-oauth-scopes' },
    expires: { at: 'expires_in', format: 'seconds_remaining' },
  },
  scopes: { pattern: '[a-z_.]+(:[a-z_.]+)*', example: 'chat:write' },
  runbook: {
    console: 'https://api.slack.com/apps',
    steps:
      'Open the app, then OAuth & Permissions. Reinstall it to the workspace, and store the token that Slack shows.',
  },
  traps: [
    'Slack answers 200 to valid and invalid tokens alike',
    'an internal error of Slack comes with 200 and says nothing about the token',
    'invalid_auth may also mean an address that is not allowed',
    'only a rotating token expires',
  ],
})
