import type { RotatorSpec } from '../../core/model/rotator-spec.ts'

/**
 * Slack's app configuration tokens live twelve hours and come in pairs; each refresh token works once.
 * Sources, read 2026-11-25: docs.slack.dev/reference/methods/tooling.tokens.rotate; the form and the pair in its answer seen in use by several clients on 2026-11-26.
 */
export const slackConfig: RotatorSpec = {
  name: 'slack-config',
  title: 'Slack app configuration token',
  capabilities: {
    class: 'refresh_rotating',
    replay: 'destructive',
    graceMs: 0,
    keyLimit: null,
    orphansKnownBy: null,
    tellsLastUse: false,
    revokesById: false,
    propagationMs: 0,
    deadReuseIsHarmful: false,
  },
  authority: 'self',
  authorityRoles: ['refreshToken'],
  options: [],
  defaults: {},
  api: 'https://slack.com/api',
  send: [],
  login: null,
  issue: {
    method: 'POST',
    url: '{api}/tooling.tokens.rotate',
    form: { refresh_token: '{role.refreshToken}' },
    read: {
      values: { token: 'token', refreshToken: 'refresh_token' },
      id: null,
      expires: { at: 'exp', format: 'epoch_seconds' },
      ok: 'ok',
    },
  },
  identify: null,
  copy: null,
  list: null,
  revoke: [],
  recover: null,
  consumed: "ok == `false` && error == 'invalid_refresh_token'",
}
