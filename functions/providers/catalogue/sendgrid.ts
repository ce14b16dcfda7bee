import { provider } from '../provider.ts'
import { rfc9110 } from '../rfc9110.ts'

/** A key of SendGrid. The answer lists all of its permissions. */
export const sendgrid = provider({
  name: 'sendgrid',
  title: 'SendGrid API key',
  category: 'messaging and mail',
  roles: { token: 'the key, SG....' },
  options: {
    region: {
      kind: 'choice',
      of: { global: 'api.sendgrid.com', eu: 'api.eu.sendgrid.com' },
      default: 'global',
      says: 'eu for a subuser whose data stays in the European Union',
    },
  },
  question: {
    kind: 'request',
    ping: { method: 'GET', url: 'https://{region}/v3/scopes', headers: {}, body: null },
    send: [{ in: 'header', name: 'authorization', prefix: 'Bearer ', role: 'token' }],
  },
  rules: [
    { name: 'scopes', when: { status: 200, body: 'length(scopes) > `0`' }, means: 'alive', source: 'api' },
    {
      name: 'unauthorized',
      when: { status: 401, body: "type(errors) == 'array'" },
      means: 'rejected',
      source: 'rfc9110',
    },
    {
      name: 'forbidden',
      when: { status: 403, body: "errors[?message=='access forbidden'] | length(@) > `0`" },
      means: 'ping_forbidden',
      source: 'trufflehog',
    },
  ],
  paths: { identity: null, environment: null, scopes: 'scopes', expires: null },
  scopes: { pattern: '[a-z0-9_]+(\\.[a-z0-9_]+)*', example: 'mail.send' },
  resets: { header: 'x-ratelimit-reset', format: 'epoch_seconds' },
  cost: 'free',
  minimumSeconds: 60,
  settlesWithinSeconds: 0,
  rotation: { class: 'create_revoke', overlap: 'until the old one is deleted', by: 'hand' },
  runbook: {
    console: 'https://app.sendgrid.com/settings/api_keys',
    steps: 'Create a key with the same permissions, store it, and delete the old one when nobody uses it any more.',
  },
  traps: ['a 403 means a valid key that cannot read its scopes', 'a European subuser has its own host'],
  sources: {
    api: {
      evidence: 'documented',
      title: 'SendGrid OpenAPI specification, scopes',
      url: 'https://www.twilio.com/docs/sendgrid/api-reference/api-key-permissions/retrieve-a-list-of-scopes-for-which-this-user-has-access',
      seen: '2026-11-21',
    },
    trufflehog: {
      evidence: 'code',
      title: 'trufflehog, pkg/detectors/sendgrid',
      url: 'https://github.com/trufflesecurity/trufflehog',
      seen: '2026-08-21',
    },
    rfc9110,
  },
})
