import { provider } from '../provider.ts'

/** An API token of CircleCI. Only an email names its end. */
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
      says: 'whose token it is: a person has the API of version 2, a project that of version 1.1',
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
      when: { status: 200, body: "type(@) == 'array' && length([?type(vcs_url) == 'string']) == length(@)" },
      means: 'alive',
      source: 'betterleaks',
    },
    { name: 'not-logged-in', when: { status: 401 }, means: 'rejected', source: 'trufflehog' },
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
      'Create a token, choose its end, store it, and delete the old one when nobody uses it any more. It lives for a year at most: declare its end with expires.',
  },
  traps: [
    'the expiry is nowhere in the API',
    'a project token knows version 1.1 only',
    'the token goes into a header of its own',
  ],
  sources: {
    api: {
      evidence: 'documented',
      title: 'CircleCI API v2, current user',
      url: 'https://circleci.com/docs/api/v2/#operation/getCurrentUser',
      seen: '2026-11-21',
    },
    trufflehog: {
      evidence: 'code',
      title: 'trufflehog, pkg/detectors/circleci/v2',
      url: 'https://github.com/trufflesecurity/trufflehog',
      seen: '2026-08-21',
    },
    betterleaks: {
      evidence: 'code',
      title: 'betterleaks, config/betterleaks.toml',
      url: 'https://github.com/betterleaks/betterleaks',
      seen: '2026-07-23',
    },
  },
})
