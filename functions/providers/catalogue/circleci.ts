import { provider } from '../provider.ts'
import { rfc9110 } from '../rfc9110.ts'

/** An API token of CircleCI. Only an email names its expiry. */
export const circleci = provider({
  name: 'circleci',
  title: 'CircleCI API token',
  category: 'source control and CI',
  roles: { token: 'the token, CCIPAT_... or CCIPRJ_...' },
  options: {
    host: { kind: 'host', default: 'circleci.com', says: 'the host of CircleCI, or of your own server' },
    kind: {
      kind: 'choice',
      of: { personal: 'v2/me', project: 'v1.1/projects' },
      default: 'personal',
      says: 'the owner of the token: a person uses version 2 of the API, a project version 1.1',
    },
  },
  question: {
    kind: 'request',
    ping: { method: 'GET', url: 'https://{host}/api/{kind}', headers: {}, body: null },
    send: [{ in: 'header', name: 'circle-token', prefix: '', role: 'token' }],
  },
  rules: [
    { name: 'me', when: { status: 200, body: "type(id) == 'string'" }, means: 'alive', source: 'api' },
    {
      name: 'projects',
      when: { status: 200, body: "type([0].vcs_url) == 'string'" },
      means: 'alive',
      source: 'betterleaks',
    },
    {
      name: 'not-logged-in',
      when: { status: 401 },
      means: 'rejected',
      secondCause: {
        cause: 'it is a token of the other kind',
        wayOut: 'correct `kind`, or replace the token',
        kind: 'setting',
      },
      source: 'rfc9110',
    },
  ],
  paths: { identity: 'login', environment: null, scopes: null, expires: null },
  scopes: null,
  cost: 'counted',
  minimumSeconds: 60,
  settlesWithinSeconds: 0,
  rotation: { class: 'manual', overlap: 'until the old one is deleted', by: 'hand' },
  runbook: {
    console: 'https://app.circleci.com/settings/user/tokens',
    steps:
      'Create a token, choose its expiry, and store it. Delete the old one when nobody uses it any more. A token lives for at most a year: declare its expiry with expires.',
  },
  traps: [
    'the API does not show the expiry',
    'a project token works with version 1.1 of the API only',
    'the token goes into its own header',
    'an empty list of projects proves nothing of a project token',
  ],
  sources: {
    api: {
      evidence: 'documented',
      title: 'CircleCI API v2, current user',
      url: 'https://circleci.com/docs/api/v2/#operation/getCurrentUser',
      seen: '2026-11-21',
    },
    betterleaks: {
      evidence: 'observed',
      title: 'betterleaks, config/betterleaks.toml, and dashboards that read the projects of a token by version 1.1',
      url: 'https://github.com/betterleaks/betterleaks',
      seen: '2026-11-30',
    },
    rfc9110,
  },
})
