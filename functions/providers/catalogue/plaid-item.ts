import { provider } from '../provider.ts'
import { plaidErrors, plaidMode, plaidRefusals } from './plaid.ts'

/** The access token of one Plaid item: a person's login at a bank. It may be valid while the bank requires a new login. */
export const plaidItem = provider({
  name: 'plaid-item',
  title: 'Plaid item access token',
  category: 'payments and commerce',
  roles: {
    clientId: 'the client id',
    secret: 'the secret of the environment',
    accessToken: 'the access token of the item',
  },
  options: { mode: plaidMode },
  question: {
    kind: 'request',
    ping: {
      method: 'POST',
      url: 'https://{mode}/item/get',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    },
    send: [
      { in: 'json', name: 'client_id', role: 'clientId' },
      { in: 'json', name: 'secret', role: 'secret' },
      { in: 'json', name: 'access_token', role: 'accessToken' },
    ],
  },
  rules: [
    {
      name: 'login-required',
      when: { status: 200, body: "item.error.error_code == 'ITEM_LOGIN_REQUIRED'" },
      means: 'expired',
      source: 'api',
    },
    {
      name: 'item',
      when: { status: 200, body: "type(item.item_id) == 'string' && item.error == `null`" },
      means: 'alive',
      source: 'api',
    },
    {
      name: 'login-required-at-once',
      when: { status: 400, body: "error_code == 'ITEM_LOGIN_REQUIRED'" },
      means: 'expired',
      source: 'errors',
    },
    {
      name: 'invalid-token',
      when: { status: 400, body: "error_code == 'INVALID_ACCESS_TOKEN'" },
      means: 'rejected',
      source: 'errors',
    },
    ...plaidRefusals,
  ],
  paths: {
    identity: 'item.item_id',
    environment: null,
    scopes: 'item.products',
    expires: { at: 'item.consent_expiration_time', format: 'iso', nullSaysNothing: true },
  },
  scopes: { pattern: '[a-z_]+', example: 'transactions' },
  cost: 'free',
  minimumSeconds: 300,
  settlesWithinSeconds: 0,
  rotation: { class: 'rotate_dead', overlap: 'none', by: 'hand' },
  runbook: {
    console: 'https://dashboard.plaid.com/activity/debugger',
    steps:
      'Send the person through Link in update mode. Invalidating the token makes a new one and ends the old one at once.',
  },
  traps: [
    'an item is answered with 200 even if its bank requires a new login',
    'the consent of a person has its own expiry',
    'an item without an end of its consent may end all the same',
  ],
  sources: {
    api: {
      evidence: 'documented',
      title: 'Plaid OpenAPI specification, /item/get',
      url: 'https://github.com/plaid/plaid-openapi',
      seen: '2026-11-21',
    },
    errors: plaidErrors,
  },
})
