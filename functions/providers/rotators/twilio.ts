import type { RotatorSpec } from '../../core/model/rotator-spec.ts'

/**
 * A Twilio account's auth token. A secondary token works beside the primary, and promoting it ends the primary. There is one secondary
 * slot, which cannot be listed. If it is occupied, the creation fails, and a person has to decide.
 * Sources, read 2026-11-26: twilio-oai, twilio_accounts_v1 (`secondary_auth_token`); read 2026-11-25: twilio.com/docs/iam/api/authtoken (secondary, promote).
 */
export const twilio: RotatorSpec = {
  name: 'twilio',
  title: 'Twilio auth token',
  capabilities: {
    class: 'create_revoke',
    replay: 'safe',
    graceMs: 0,
    keyLimit: null,
    orphansKnownBy: null,
    tellsLastUse: false,
    revokesById: false,
    propagationMs: 0,
    // Twilio counts wrong tokens against the account.
    deadReuseIsHarmful: true,
  },
  authority: 'self',
  authorityRoles: ['token'],
  options: ['accountSid'],
  defaults: {},
  api: 'https://accounts.twilio.com',
  send: [{ in: 'basic', user: { role: 'accountSid' }, passwordRole: 'token' }],
  login: null,
  issue: {
    method: 'POST',
    url: '{api}/v1/AuthTokens/Secondary',
    form: {},
    read: { values: { token: 'secondary_auth_token' }, id: null, expires: null, ok: null },
  },
  identify: null,
  copy: null,
  list: null,
  revoke: [{ method: 'POST', url: '{api}/v1/AuthTokens/Promote', form: {} }],
  recover: null,
  consumed: null,
}
