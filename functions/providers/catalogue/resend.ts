import { provider } from '../provider.ts'

/** An API key of Resend. One with sending access may list nothing. */
export const resend = provider({
  name: 'resend',
  title: 'Resend API key',
  category: 'messaging and mail',
  roles: { token: 'the key, re_...' },
  options: {},
  question: {
    kind: 'request',
    ping: { method: 'GET', url: 'https://api.resend.com/api-keys', headers: {}, body: null },
    send: [{ in: 'header', name: 'authorization', prefix: 'Bearer ', role: 'token' }],
  },
  rules: [
    { name: 'keys', when: { status: 200, body: "type(data[0].id) == 'string'" }, means: 'alive', source: 'trufflehog' },
    {
      name: 'sending-only',
      when: { status: 401, body: "name == 'restricted_api_key'" },
      means: 'ping_forbidden',
      source: 'errors',
    },
    {
      name: 'invalid-key',
      when: { status: [400, 401], body: "name == 'validation_error' && message == 'API key is invalid'" },
      means: 'rejected',
      source: 'errors',
    },
    {
      name: 'invalid-key-code',
      when: { status: 403, body: "name == 'invalid_api_key'" },
      means: 'rejected',
      source: 'errors',
    },
    {
      name: 'suspended',
      when: { status: 403, body: "name == 'suspended_api_key'" },
      means: 'suspended',
      source: 'trufflehog',
    },
  ],
  paths: { identity: null, environment: null, scopes: null, expires: null },
  scopes: null,
  cost: 'free',
  minimumSeconds: 60,
  settlesWithinSeconds: 0,
  rotation: { class: 'create_revoke', overlap: 'until the old one is deleted', by: 'hand' },
  runbook: {
    console: 'https://resend.com/api-keys',
    steps: 'Create a key with the same access, store it, and delete the old one when nobody uses it any more.',
  },
  traps: [
    'a 401 with restricted_api_key comes from a living key that may only send',
    'a dead key is answered with 400 by most endpoints, and with 401 by the others',
    'a request without a User-Agent is refused with 403, whatever the key is',
  ],
  sources: {
    trufflehog: {
      evidence: 'observed',
      title: 'trufflehog, pkg/detectors/resend',
      url: 'https://github.com/trufflesecurity/trufflehog',
      seen: '2026-11-30',
    },
    errors: {
      evidence: 'documented',
      title: 'Resend API reference, errors',
      url: 'https://resend.com/docs/api-reference/errors',
      seen: '2026-11-30',
    },
  },
})
