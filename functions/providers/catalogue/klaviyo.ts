import { provider } from '../provider.ts'
import { rfc9110 } from '../rfc9110.ts'

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
      headers: { accept: 'application/json', revision: '2024-10-15' },
      body: null,
    },
    send: [{ in: 'header', name: 'authorization', prefix: 'Klaviyo-API-Key ', role: 'token' }],
  },
  rules: [
    { name: 'accounts', when: { status: 200, body: "type(data) == 'array'" }, means: 'alive', source: 'trufflehog' },
    {
      name: 'forbidden',
      when: { status: 403, body: "length(errors[?type(code) == 'string']) > `0`" },
      means: 'ping_forbidden',
      source: 'trufflehog',
    },
    {
      name: 'unauthorized',
      when: { status: 401, body: "type(errors) == 'array'" },
      means: 'rejected',
      source: 'rfc9110',
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
  traps: ['a 403 with errors of Klaviyo comes from a living key without the scope'],
  sources: {
    trufflehog: {
      evidence: 'observed',
      title: 'trufflehog, pkg/detectors/klaviyo',
      url: 'https://github.com/trufflesecurity/trufflehog',
      seen: '2026-11-30',
    },
    rfc9110,
  },
})
