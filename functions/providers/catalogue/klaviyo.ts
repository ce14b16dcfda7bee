import { provider } from '../provider.ts'

/** A private API key of a Klaviyo account. */
export const klaviyo = provider({
  name: 'klaviyo',
  title: 'Klaviyo private API key',
  category: 'messaging and mail',
  roles: { token: 'the key, pk_...' },
  options: {},
  question: {
    kind: 'request',
    ping: {
      method: 'GET',
      url: 'https://a.klaviyo.com/api/accounts',
      headers: { accept: 'application/json', revision: '2026-10-15' },
      body: null,
    },
    send: [{ in: 'header', name: 'authorization', prefix: 'Klaviyo-API-Key ', role: 'token' }],
  },
  version: { at: '2026-10-15', until: '2028-10-15', source: 'revisions' },
  rules: [
    {
      name: 'accounts',
      when: { status: 200, body: "type(data[0].id) == 'string'" },
      means: 'alive',
      source: 'trufflehog',
    },
    {
      name: 'scope-missing',
      when: { status: 403, body: "length(errors[?code == 'permission_denied']) > `0`" },
      means: 'ping_forbidden',
      source: 'codes',
    },
    {
      name: 'authentication-failed',
      when: { status: 401, body: "length(errors[?code == 'authentication_failed']) > `0`" },
      means: 'rejected',
      source: 'codes',
    },
  ],
  paths: { identity: 'data[0].id', environment: null, scopes: null, expires: null },
  scopes: null,
  cost: 'free',
  minimumSeconds: 60,
  settlesWithinSeconds: 0,
  rotation: { class: 'create_revoke', overlap: 'until the old one is deleted', by: 'hand' },
  runbook: {
    console: 'https://www.klaviyo.com/settings/account/api-keys',
    steps: 'Create a private key with the same scopes, store it, and delete the old one.',
  },
  traps: [
    'a 403 with permission_denied comes from a living key without the scope',
    'a 401 with not_authenticated speaks of the header, not of the key',
  ],
  sources: {
    trufflehog: {
      evidence: 'observed',
      title: 'trufflehog, pkg/detectors/klaviyo',
      url: 'https://github.com/trufflesecurity/trufflehog',
      seen: '2026-11-30',
    },
    codes: {
      evidence: 'observed',
      title: 'trufflesecurity/trufflehog, pull request 1870: authentication_failed and permission_denied, side by side',
      url: 'https://github.com/trufflesecurity/trufflehog/pull/1870',
      seen: '2026-11-30',
    },
    revisions: {
      evidence: 'documented',
      title: 'Klaviyo, revisions: each ends after two years, and those of 2024 are retired',
      url: 'https://developers.klaviyo.com/en/docs/api_versioning_and_deprecation_policy',
      seen: '2026-11-30',
    },
  },
})
