import { provider } from '../provider.ts'
import { twilioAccount, twilioRefusals, twilioRegion, twilioSources } from './twilio.ts'

/** An API key of Twilio: its SID is the user name, its secret the password. A standard key cannot read its account. */
export const twilioApiKey = provider({
  name: 'twilio-api-key',
  title: 'Twilio API key',
  category: 'messaging and mail',
  roles: { keySid: 'the SID of the key, SK...', keySecret: 'its secret' },
  options: { accountSid: twilioAccount, region: twilioRegion },
  question: {
    kind: 'request',
    ping: {
      method: 'GET',
      url: 'https://{region}/2010-04-01/Accounts/{accountSid}/IncomingPhoneNumbers.json?PageSize=1',
      headers: {},
      body: null,
    },
    send: [{ in: 'basic', user: { role: 'keySid' }, passwordRole: 'keySecret' }],
  },
  version: { at: '2010-04-01', until: null, source: 'spec' },
  rules: [
    {
      name: 'numbers',
      when: { status: 200, body: "type(incoming_phone_numbers) == 'array' && contains(uri, '/Accounts/')" },
      means: 'alive',
      source: 'spec',
    },
    { name: 'restricted-or-gone', when: { body: 'code == `70051`' }, means: 'unrecognized', source: 'code-70051' },
    ...twilioRefusals,
  ],
  paths: { identity: null, environment: null, scopes: null, expires: null },
  scopes: null,
  cost: 'free',
  minimumSeconds: 60,
  settlesWithinSeconds: 60,
  failuresCount: true,
  rotation: { class: 'create_revoke', overlap: 'until the old one is deleted', by: 'hand' },
  runbook: {
    console: 'https://console.twilio.com/us1/account/keys-credentials/api-keys',
    steps:
      'Create a key of the same kind in the same region. Store both of its parts, and delete the old one. A restricted key needs the permission to read phone numbers.',
  },
  traps: ['a 70051 means a restricted key without the permission, or a deleted key'],
  sources: {
    spec: {
      evidence: 'documented',
      title: 'Twilio OpenAPI specification, incoming phone numbers',
      url: 'https://github.com/twilio/twilio-oai',
      seen: '2026-11-21',
    },
    'code-70051': {
      evidence: 'documented',
      title: 'Twilio error 70051, authorization failed',
      url: 'https://www.twilio.com/docs/api/errors/70051',
      seen: '2026-11-21',
    },
    ...twilioSources,
  },
})
