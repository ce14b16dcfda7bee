import { provider } from '../provider.ts'
import { rfc9110 } from '../rfc9110.ts'

/** An API key of Brevo, formerly Sendinblue. */
export const brevo = provider({
  name: 'brevo',
  title: 'Brevo API key',
  category: 'messaging and mail',
  roles: { token: 'the key, xkeysib-...' },
  options: {},
  question: {
    kind: 'request',
    ping: { method: 'GET', url: 'https://api.brevo.com/v3/account', headers: {}, body: null },
    send: [{ in: 'header', name: 'api-key', prefix: '', role: 'token' }],
  },
  rules: [
    { name: 'account', when: { status: 200, body: "type(email) == 'string'" }, means: 'alive', source: 'trufflehog' },
    {
      name: 'address-not-authorized',
      when: {
        status: 401,
        body: "contains(message, 'unrecognised IP') || contains(message, 'nrecognized IP') || message == 'not verified' || message == 'IP not authorized'",
      },
      means: 'blocked_from_here',
      source: 'clients',
    },
    {
      name: 'header-missing',
      when: { status: 401, body: "contains(message, 'not found in headers')" },
      means: 'unrecognized',
      source: 'header',
    },
    {
      name: 'unauthorized',
      when: { status: 401, body: "code == 'unauthorized'" },
      means: 'rejected',
      source: 'rfc9110',
    },
  ],
  paths: { identity: 'email', environment: null, scopes: null, expires: null },
  scopes: null,
  cost: 'free',
  minimumSeconds: 60,
  settlesWithinSeconds: 0,
  rotation: { class: 'create_revoke', overlap: 'until the old one is deleted', by: 'hand' },
  runbook: {
    console: 'https://app.brevo.com/settings/keys/api',
    steps:
      'Generate a key, store it, and delete the old one. First see if the address of the probe is among the authorized ones.',
  },
  traps: [
    'an address that the account has not authorized is refused with 401, whatever the key is',
    'the code unauthorized stands in every 401, so the words beside it decide',
  ],
  sources: {
    trufflehog: {
      evidence: 'observed',
      title: 'trufflehog, pkg/detectors/sendinbluev2',
      url: 'https://github.com/trufflesecurity/trufflehog',
      seen: '2026-11-30',
    },
    header: {
      evidence: 'observed',
      title: 'getbrevo/brevo-python, issue 13: the code unauthorized to a request without a key',
      url: 'https://github.com/getbrevo/brevo-python/issues/13',
      seen: '2026-11-30',
    },
    clients: {
      evidence: 'observed',
      title:
        'WP Mail SMTP, Brevo unauthorized: not verified, and IP not authorized; both come from the list of addresses',
      url: 'https://wpmailsmtp.com/docs/brevo-unauthorized-not-verified/',
      seen: '2026-12-01',
    },
    rfc9110,
  },
})
