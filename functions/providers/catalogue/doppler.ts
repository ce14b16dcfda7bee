import { provider } from '../provider.ts'
import { rfc9110 } from '../rfc9110.ts'

/** A token of Doppler: personal, of a service, or of a service account. */
export const doppler = provider({
  name: 'doppler',
  title: 'Doppler token',
  category: 'cloud and hosting',
  roles: { token: 'the token, dp....' },
  options: {},
  question: {
    kind: 'request',
    ping: { method: 'GET', url: 'https://api.doppler.com/v3/me', headers: {}, body: null },
    send: [{ in: 'header', name: 'authorization', prefix: 'Bearer ', role: 'token' }],
  },
  rules: [
    { name: 'me', when: { status: 200, body: "type(workplace) == 'object'" }, means: 'alive', source: 'specification' },
    {
      name: 'invalid-token',
      when: { status: 401, body: "contains(messages, 'Invalid Auth token')" },
      means: 'rejected',
      source: 'reports',
    },
    { name: 'unauthorized', when: { status: 401, body: 'success == `false`' }, means: 'rejected', source: 'rfc9110' },
  ],
  paths: { identity: 'slug', environment: 'workplace.slug', scopes: null, expires: null },
  scopes: null,
  cost: 'free',
  minimumSeconds: 60,
  settlesWithinSeconds: 0,
  rotation: { class: 'create_revoke', overlap: 'until the old one is deleted', by: 'hand' },
  runbook: {
    console: 'https://dashboard.doppler.com/',
    steps: 'Create a token with the same access, store it, and revoke the old one when nobody uses it any more.',
  },
  federation: { offer: 'service account identities, for tokens of an OIDC provider', source: 'federation' },
  traps: ['one question serves personal, service and service account tokens'],
  sources: {
    specification: {
      evidence: 'observed',
      title:
        'doppler-rs, a client generated from the specification of Doppler: AuthMeResponse names workplace and slug',
      url: 'https://docs.rs/crate/doppler-rs/0.0.1/source/docs/AuthMeResponse.md',
      seen: '2026-11-30',
    },
    reports: {
      evidence: 'observed',
      title: 'external-secrets/external-secrets, issue 2480, and DopplerHQ/vscode, issue 31: Invalid Auth token',
      url: 'https://github.com/external-secrets/external-secrets/issues/2480',
      seen: '2026-11-30',
    },
    federation: {
      evidence: 'recalled',
      title: 'Doppler, service account identities',
      url: 'https://docs.doppler.com/docs/service-account-identities',
    },
    rfc9110,
  },
})
