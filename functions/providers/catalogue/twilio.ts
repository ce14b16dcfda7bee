import { provider, type SourcedRule } from '../provider.ts'

/** Refusals of Twilio, with the code of its error dictionary in the body. */
export const twilioRefusals: readonly SourcedRule[] = [
  {
    name: 'authenticate',
    when: { status: 401, body: 'code == `20003`' },
    means: 'rejected',
    secondCause: {
      cause: 'it belongs to another region',
      wayOut: 'correct `region`, or replace the credential',
      kind: 'setting',
    },
    source: 'code-20003',
  },
  { name: 'forbidden', when: { status: 403, body: 'code == `20403`' }, means: 'suspended', source: 'code-20403' },
  {
    name: 'not-active',
    when: { status: [400, 499], body: 'code == `20005` || code == `10001`' },
    means: 'suspended',
    source: 'code-20005',
  },
  { name: 'too-many', when: { status: 429, body: 'code == `20429`' }, means: 'rate_limited', source: 'recalled' },
]

export const twilioSources = {
  'code-20003': {
    evidence: 'documented',
    title: 'Twilio error 20003, permission denied',
    url: 'https://www.twilio.com/docs/api/errors/20003',
    seen: '2026-11-25',
  },
  'code-20403': {
    evidence: 'documented',
    title: 'Twilio error 20403, account suspended',
    url: 'https://www.twilio.com/docs/api/errors/20403',
    seen: '2026-11-21',
  },
  'code-20005': {
    evidence: 'documented',
    title: 'Twilio errors 20005 and 10001, account not active',
    url: 'https://www.twilio.com/docs/api/errors/20005',
    seen: '2026-11-30',
  },
  recalled: { evidence: 'recalled', title: 'the code of a request that came too early' },
} as const

export const twilioAccount = {
  kind: 'name',
  pattern: 'AC[0-9a-f]{32}',
  example: 'AC00000000000000000000000000000000',
  says: 'the SID of the account',
} as const

export const twilioRegion = {
  kind: 'choice',
  of: { us1: 'api.twilio.com', ie1: 'api.dublin.ie1.twilio.com', au1: 'api.sydney.au1.twilio.com' },
  default: 'us1',
  says: 'the region of the credential; each region has its own',
} as const

/** The auth token of a Twilio account, which has all permissions. */
export const twilio = provider({
  name: 'twilio',
  title: 'Twilio auth token',
  category: 'messaging and mail',
  roles: { token: 'the auth token' },
  options: { accountSid: twilioAccount, region: twilioRegion },
  question: {
    kind: 'request',
    ping: { method: 'GET', url: 'https://{region}/2010-04-01/Accounts/{accountSid}.json', headers: {}, body: null },
    send: [{ in: 'basic', user: { literal: '{accountSid}' }, passwordRole: 'token' }],
  },
  version: { at: '2010-04-01', until: null, source: 'spec' },
  rules: [
    { name: 'suspended', when: { status: 200, body: "status == 'suspended'" }, means: 'suspended', source: 'spec' },
    { name: 'closed', when: { status: 200, body: "status == 'closed'" }, means: 'suspended', source: 'spec' },
    { name: 'account', when: { status: 200, body: "status == 'active'" }, means: 'alive', source: 'spec' },
    ...twilioRefusals,
  ],
  paths: { identity: 'sid', environment: 'type', scopes: null, expires: null },
  scopes: null,
  cost: 'free',
  minimumSeconds: 60,
  settlesWithinSeconds: 60,
  failuresCount: true,
  rotation: { class: 'create_revoke', overlap: 'until the secondary token is promoted', by: 'tokenwatch' },
  runbook: {
    console: 'https://console.twilio.com/us1/account/keys-credentials/api-keys',
    steps:
      'First check for a suspended account or a wrong region: Twilio gives the same answer to both. Create a secondary auth token, store it, and wait until every service has it. Then promote it, which ends the first.',
  },
  traps: [
    'a 20003 means a wrong token, a suspended account or a wrong region',
    'a suspended account may still be answered with 200',
    'Twilio counts failures, so Tokenwatch sends no broken token on purpose',
  ],
  sources: {
    spec: {
      evidence: 'documented',
      title: 'Twilio OpenAPI specification, accounts',
      url: 'https://github.com/twilio/twilio-oai',
      seen: '2026-11-21',
    },
    ...twilioSources,
  },
})
