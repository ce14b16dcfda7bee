import { provider } from '../provider.ts'

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
      name: 'grant-invalid',
      when: { status: 401, body: "errors[?contains(message, 'authorization grant is invalid')] | length(@) > `0`" },
      means: 'rejected',
      secondCause: {
        cause: 'it belongs to the other region',
        wayOut: 'correct `region`, or replace the key',
        kind: 'setting',
      },
      source: 'article',
    },
    {
      name: 'credits-spent',
      when: { status: 401, body: "errors[?message=='Maximum credits exceeded'] | length(@) > `0`" },
      means: 'quota_exhausted',
      source: 'article',
    },
    {
      name: 'not-authorized',
      when: {
        status: 401,
        body: "errors[?starts_with(message, 'Authenticated user is not authorized')] | length(@) > `0`",
      },
      means: 'ping_forbidden',
      source: 'article',
    },
    {
      name: 'address-not-listed',
      when: { status: [401, 403], body: "errors[?contains(message, 'not whitelisted')] | length(@) > `0`" },
      means: 'blocked_from_here',
      source: 'addresses',
    },
    {
      name: 'forbidden',
      when: { status: 403, body: "errors[?message=='access forbidden'] | length(@) > `0`" },
      means: 'ping_forbidden',
      source: 'refusals',
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
  traps: [
    'a 403 means a valid key that cannot read its scopes',
    'a 401 may mean spent credits or a missing permission, so only its sentence decides',
    'an address that is off the list of the account says nothing about the key',
    'a European subuser has its own host',
  ],
  sources: {
    api: {
      evidence: 'documented',
      title: 'SendGrid OpenAPI specification, scopes',
      url: 'https://www.twilio.com/docs/sendgrid/api-reference/api-key-permissions/retrieve-a-list-of-scopes-for-which-this-user-has-access',
      seen: '2026-11-21',
    },
    refusals: {
      evidence: 'documented',
      title: 'SendGrid OpenAPI specification, the refusals of GET /v3/scopes',
      url: 'https://github.com/twilio/sendgrid-oai/blob/main/spec/json/tsg_scopes_v3.json',
      seen: '2026-11-30',
    },
    addresses: {
      evidence: 'observed',
      title: 'sendgrid/docs, issue 5464: Your IP address is not whitelisted',
      url: 'https://github.com/sendgrid/docs/issues/5464',
      seen: '2026-11-30',
    },
    article: {
      evidence: 'documented',
      title: 'Twilio SendGrid support, 4XX API errors',
      url: 'https://support.sendgrid.com/hc/en-us/articles/18322114821403-4XX-API-Errors-and-Troubleshooting-Suggestions',
      seen: '2026-11-30',
    },
  },
})
