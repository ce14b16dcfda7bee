import { provider } from '../provider.ts'

/** An account key of Mailgun. A sending key of one domain can only send, so no harmless request exists for it. */
export const mailgun = provider({
  name: 'mailgun',
  title: 'Mailgun API key',
  category: 'messaging and mail',
  roles: { token: 'an account key; a sending key can only send, so use declared(...) for it' },
  options: {
    region: {
      kind: 'choice',
      of: { us: 'api.mailgun.net', eu: 'api.eu.mailgun.net' },
      default: 'us',
      says: 'the region of the account',
    },
  },
  question: {
    kind: 'request',
    ping: { method: 'GET', url: 'https://{region}/v4/domains?limit=1', headers: {}, body: null },
    send: [{ in: 'basic', user: { literal: 'api' }, passwordRole: 'token' }],
  },
  rules: [
    { name: 'domains', when: { status: 200, body: "type(items) == 'array'" }, means: 'alive', source: 'docs' },
    // The body of a refusal is one word, whatever its type. The challenge distinguishes it from a proxy's refusal.
    {
      name: 'unauthorized',
      when: { status: 401, challenge: { scheme: 'basic' } },
      means: 'rejected',
      secondCause: {
        cause: 'it belongs to the other region',
        wayOut: 'correct `region`, or replace the key',
        kind: 'setting',
      },
      source: 'docs',
    },
    {
      name: 'unauthorized-page',
      when: { status: 401, html: true, challenge: { scheme: 'basic' } },
      means: 'rejected',
      secondCause: {
        cause: 'it belongs to the other region',
        wayOut: 'correct `region`, or replace the key',
        kind: 'setting',
      },
      source: 'docs',
    },
    {
      name: 'unauthorized-json',
      when: { status: 401, body: "type(message) == 'string'" },
      means: 'rejected',
      secondCause: {
        cause: 'it belongs to the other region',
        wayOut: 'correct `region`, or replace the key',
        kind: 'setting',
      },
      source: 'docs',
    },
  ],
  paths: { identity: null, environment: null, scopes: null, expires: null },
  scopes: null,
  cost: 'free',
  minimumSeconds: 60,
  settlesWithinSeconds: 0,
  rotation: { class: 'create_revoke', overlap: 'until the old one is deleted', by: 'hand' },
  runbook: {
    console: 'https://app.mailgun.com/settings/api_security',
    steps: 'Add a key with the same role, store it, and delete the old one. The list of keys shows when each expires.',
  },
  traps: [
    'a sending key can only send, so its refusal elsewhere proves nothing',
    'the wrong region refuses a valid key',
  ],
  sources: {
    docs: {
      evidence: 'documented',
      title: 'Mailgun API reference, overview and authentication',
      url: 'https://documentation.mailgun.com/docs/mailgun/api-reference/api-overview',
      seen: '2026-11-25',
    },
  },
})
