import { provider } from '../provider.ts'

/** An API key of an ElevenLabs workspace. It may be restricted to single endpoints. */
export const elevenlabs = provider({
  name: 'elevenlabs',
  title: 'ElevenLabs API key',
  category: 'AI',
  roles: { token: 'the key, sk_...' },
  options: {},
  question: {
    kind: 'request',
    ping: { method: 'GET', url: 'https://api.elevenlabs.io/v1/user', headers: {}, body: null },
    send: [{ in: 'header', name: 'xi-api-key', prefix: '', role: 'token' }],
  },
  rules: [
    { name: 'user', when: { status: 200, body: "type(user_id) == 'string'" }, means: 'alive', source: 'trufflehog' },
    {
      name: 'missing-permissions',
      when: { status: 401, body: "detail.status == 'missing_permissions'" },
      means: 'ping_forbidden',
      source: 'reports',
    },
    {
      name: 'invalid-key',
      when: { status: [400, 401], body: "detail.status == 'invalid_api_key'" },
      means: 'rejected',
      source: 'codes',
    },
  ],
  paths: { identity: 'user_id', environment: null, scopes: null, expires: null },
  scopes: null,
  cost: 'free',
  minimumSeconds: 60,
  settlesWithinSeconds: 0,
  rotation: { class: 'create_revoke', overlap: 'until the old one is deleted', by: 'hand' },
  runbook: {
    console: 'https://elevenlabs.io/app/settings/api-keys',
    steps: 'Create a key with the same permissions, store it, and delete the old one.',
  },
  traps: ['a 401 with missing_permissions comes from a living key', 'a 401 without a known code proves nothing'],
  sources: {
    trufflehog: {
      evidence: 'observed',
      title: 'trufflehog, pkg/detectors/elevenlabs/v2',
      url: 'https://github.com/trufflesecurity/trufflehog',
      seen: '2026-11-30',
    },
    codes: {
      evidence: 'documented',
      title: 'ElevenLabs help, API error code 400 or 401: invalid_api_key',
      url: 'https://help.elevenlabs.io/hc/en-us/articles/19572237925521-API-Error-Code-400-or-401',
      seen: '2026-11-30',
    },
    reports: {
      evidence: 'observed',
      title: 'danielmiessler/LifeOS, issue 667: both answers with 401, side by side',
      url: 'https://github.com/danielmiessler/LifeOS/issues/667',
      seen: '2026-11-30',
    },
  },
})
