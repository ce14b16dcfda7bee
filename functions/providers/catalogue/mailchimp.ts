import { provider } from '../provider.ts'
import { rfc9110 } from '../rfc9110.ts'

/** A key of a Mailchimp account. It is valid in one data centre only. */
export const mailchimp = provider({
  name: 'mailchimp',
  title: 'Mailchimp Marketing API key',
  category: 'messaging and mail',
  roles: { token: 'the key, with the data centre at its end' },
  options: {
    dataCenter: {
      kind: 'name',
      pattern: '[a-z]{2}[0-9]{1,3}',
      example: 'us6',
      says: 'the data centre of the account: the part of the key after the last dash',
    },
  },
  question: {
    kind: 'request',
    ping: {
      method: 'GET',
      url: 'https://{dataCenter}.api.mailchimp.com/3.0/?fields=account_id,account_name',
      headers: {},
      body: null,
    },
    send: [{ in: 'basic', user: { literal: 'tokenwatch' }, passwordRole: 'token' }],
  },
  rules: [
    { name: 'account', when: { status: 200, body: "type(account_id) == 'string'" }, means: 'alive', source: 'root' },
    {
      name: 'other-data-center',
      when: { status: 403, body: "contains(title, 'Wrong Datacenter')" },
      means: 'wrong_target',
      source: 'recalled',
    },
    {
      name: 'user-disabled',
      when: { status: 403, body: "contains(title, 'User Disabled')" },
      means: 'unrecognized',
      source: 'recalled',
    },
    {
      name: 'unauthorized',
      when: { status: 401, body: "type(title) == 'string'" },
      means: 'rejected',
      secondCause: {
        cause: 'it belongs to another data center',
        wayOut: 'correct `dataCenter`, or replace the key',
        kind: 'setting',
      },
      source: 'rfc9110',
    },
  ],
  paths: { identity: 'account_id', environment: null, scopes: null, expires: null },
  scopes: null,
  cost: 'free',
  minimumSeconds: 60,
  settlesWithinSeconds: 0,
  rotation: { class: 'manual', overlap: 'until the old one is revoked', by: 'hand' },
  runbook: {
    console: 'https://{dataCenter}.admin.mailchimp.com/account/api/',
    steps: 'Create a key, store it, and revoke the old one when nobody uses it any more.',
  },
  traps: ['a key belongs to one data centre, and another one refuses it'],
  sources: {
    root: {
      evidence: 'documented',
      title: 'Mailchimp Marketing API, root',
      url: 'https://mailchimp.com/developer/marketing/api/root/',
      seen: '2026-11-25',
    },
    recalled: { evidence: 'recalled', title: 'the titles of Mailchimp errors' },
    rfc9110,
  },
})
