import { provider } from '../provider.ts'

/** An access token of Pulumi Cloud, of a person, a team or an organization. */
export const pulumi = provider({
  name: 'pulumi',
  title: 'Pulumi Cloud access token',
  category: 'source control and CI',
  roles: { token: 'the token, pul-...' },
  options: {
    host: { kind: 'host', default: 'api.pulumi.com', says: 'the API host, if you host Pulumi Cloud yourself' },
  },
  question: {
    kind: 'request',
    ping: {
      method: 'GET',
      url: 'https://{host}/api/user/stacks',
      headers: { accept: 'application/vnd.pulumi+8' },
      body: null,
    },
    send: [{ in: 'header', name: 'authorization', prefix: 'token ', role: 'token' }],
  },
  rules: [
    { name: 'stacks', when: { status: 200, body: "type(stacks) == 'array'" }, means: 'alive', source: 'trufflehog' },
    { name: 'unauthorized', when: { status: 401, body: "type(@) == 'object'" }, means: 'rejected', source: 'api' },
  ],
  paths: { identity: null, environment: null, scopes: null, expires: null },
  scopes: null,
  cost: 'free',
  minimumSeconds: 60,
  settlesWithinSeconds: 0,
  rotation: { class: 'create_revoke', overlap: 'until the old one is deleted', by: 'hand' },
  runbook: {
    console: 'https://app.pulumi.com/account/tokens',
    steps: 'Create a token of the same kind, store it with its expiry, and delete the old one.',
  },
  federation: { offer: 'the exchange of an OIDC token for a short-lived access token', source: 'federation' },
  traps: ['the scheme of the header is token, not Bearer'],
  sources: {
    trufflehog: {
      evidence: 'observed',
      title: 'trufflehog, pkg/detectors/pulumi',
      url: 'https://github.com/trufflesecurity/trufflehog',
      seen: '2026-11-30',
    },
    federation: {
      evidence: 'recalled',
      title: 'Pulumi Cloud, OIDC issuers',
      url: 'https://www.pulumi.com/docs/administration/access-identity/oidc-issuers/',
    },
    api: {
      evidence: 'documented',
      title: 'Pulumi Cloud REST API, authentication: 401 if the token is missing or invalid',
      url: 'https://www.pulumi.com/docs/reference/cloud-rest-api/',
      seen: '2026-11-30',
    },
  },
})
