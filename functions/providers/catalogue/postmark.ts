import { provider } from '../provider.ts'

/** A server token of Postmark. A server either delivers or is a sandbox, and its answer says which. */
export const postmark = provider({
  name: 'postmark',
  title: 'Postmark server token',
  category: 'messaging and mail',
  roles: { token: 'the server token' },
  options: {
    mode: {
      kind: 'choice',
      of: { live: 'Live', sandbox: 'Sandbox' },
      default: 'live',
      says: 'whether the server delivers, or is a sandbox',
    },
  },
  question: {
    kind: 'request',
    ping: { method: 'GET', url: 'https://api.postmarkapp.com/server', headers: {}, body: null },
    send: [{ in: 'header', name: 'x-postmark-server-token', prefix: '', role: 'token' }],
  },
  rules: [
    {
      name: 'server',
      when: { status: 200, body: "type(ID) == 'number' && type(Name) == 'string'" },
      means: 'alive',
      source: 'server',
    },
    {
      name: 'unauthorized',
      when: { status: 401, body: "type(ErrorCode) == 'number'" },
      means: 'rejected',
      source: 'overview',
    },
    {
      name: 'maintenance',
      when: { status: 422, body: 'ErrorCode == `100`' },
      means: 'provider_error',
      source: 'overview',
    },
  ],
  paths: { identity: 'Name', environment: 'DeliveryType', scopes: null, expires: null },
  expectedEnvironment: '{mode}',
  scopes: null,
  cost: 'free',
  minimumSeconds: 60,
  settlesWithinSeconds: 0,
  rotation: {
    class: 'create_revoke',
    overlap: 'until the old one is deleted; a server has up to three tokens',
    by: 'hand',
  },
  runbook: {
    console: 'https://account.postmarkapp.com/servers',
    steps: 'Open the server, then API Tokens. Generate another token, store it, and delete the old one.',
  },
  traps: [
    'a token of a sandbox server is answered with 200 too, but delivers nothing',
    'an account token needs another header',
  ],
  sources: {
    server: {
      evidence: 'documented',
      title: 'Postmark API, server',
      url: 'https://postmarkapp.com/developer/api/server-api#get-server',
      seen: '2026-11-25',
    },
    overview: {
      evidence: 'documented',
      title: 'Postmark API, authentication and error codes',
      url: 'https://postmarkapp.com/developer/api/overview',
      seen: '2026-11-25',
    },
  },
})
