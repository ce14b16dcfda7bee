import { provider } from '../provider.ts'

/** A token of HCP Terraform or Terraform Enterprise, of a user, a team or an organization. */
export const hcpTerraform = provider({
  name: 'hcp-terraform',
  title: 'HCP Terraform token',
  category: 'source control and CI',
  roles: { token: 'the token, ...atlasv1...' },
  options: {
    host: {
      kind: 'host',
      default: 'app.terraform.io',
      says: 'the host: app.terraform.io, app.eu.terraform.io, or your own',
    },
  },
  question: {
    kind: 'request',
    ping: {
      method: 'GET',
      url: 'https://{host}/api/v2/account/details',
      headers: { accept: 'application/vnd.api+json' },
      body: null,
    },
    send: [{ in: 'header', name: 'authorization', prefix: 'Bearer ', role: 'token' }],
  },
  rules: [
    { name: 'account', when: { status: 200, body: "type(data.id) == 'string'" }, means: 'alive', source: 'api' },
    { name: 'unauthorized', when: { status: 401 }, means: 'rejected', source: 'api' },
    { name: 'hidden', when: { status: 404 }, means: 'unrecognized', source: 'recalled' },
  ],
  paths: { identity: 'data.attributes.username', environment: null, scopes: null, expires: null },
  scopes: null,
  resets: { header: 'x-ratelimit-reset', format: 'seconds_remaining' },
  cost: 'counted',
  minimumSeconds: 60,
  settlesWithinSeconds: 0,
  rotation: {
    class: 'create_revoke',
    overlap: 'until the old one is deleted; none for the token of an organization',
    by: 'hand',
  },
  runbook: {
    console: 'https://{host}/app/settings/tokens',
    steps:
      'Create a token of the same kind, store it, and delete the old one when nobody uses it any more. An organization has one token: making the next one ends it. If the token expires, declare the date with expires.',
  },
  traps: [
    'a 404 may mean a refusal',
    'the user of a team token is a service account',
    'an organization has one token, and making the next one ends it',
  ],
  sources: {
    api: {
      evidence: 'documented',
      title: 'HCP Terraform API, account',
      url: 'https://developer.hashicorp.com/terraform/cloud-docs/api-docs/account',
      seen: '2026-11-25',
    },
    recalled: {
      evidence: 'recalled',
      title: 'a 404 is for what is missing and for what the token may not see',
    },
  },
})
