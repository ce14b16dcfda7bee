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
    { name: 'me', when: { status: 200, body: "type(workplace) == 'object'" }, means: 'alive', source: 'trufflehog' },
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
    trufflehog: {
      evidence: 'observed',
      title: 'trufflehog and other verifiers: GET /v3/me of Doppler',
      url: 'https://github.com/trufflesecurity/trufflehog',
      seen: '2026-11-30',
    },
    federation: {
      evidence: 'recalled',
      title: 'Doppler, service account identities',
      url: 'https://docs.doppler.com/docs/service-account-identities',
      seen: '2026-11-30',
    },
    rfc9110,
  },
})
