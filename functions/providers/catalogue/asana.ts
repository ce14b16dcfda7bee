import { provider } from '../provider.ts'
import { rfc9110 } from '../rfc9110.ts'

/** A personal access token of Asana, or one of a service account. */
export const asana = provider({
  name: 'asana',
  title: 'Asana personal access token',
  category: 'business software',
  roles: { token: 'the token' },
  options: {},
  question: {
    kind: 'request',
    ping: { method: 'GET', url: 'https://app.asana.com/api/1.0/users/me', headers: {}, body: null },
    send: [{ in: 'header', name: 'authorization', prefix: 'Bearer ', role: 'token' }],
  },
  rules: [
    { name: 'user', when: { status: 200, body: "type(data.gid) == 'string'" }, means: 'alive', source: 'spec' },
    {
      name: 'unauthorized',
      when: { status: 401, body: "type(errors) == 'array'" },
      means: 'rejected',
      source: 'rfc9110',
    },
    {
      name: 'paid-feature',
      when: { status: 402, body: "type(errors) == 'array'" },
      means: 'ping_forbidden',
      source: 'spec',
    },
    {
      name: 'forbidden',
      when: { status: 403, body: "errors[?type(message)=='string' && type(help)=='string'] | length(@) > `0`" },
      means: 'ping_forbidden',
      source: 'spec',
    },
  ],
  paths: { identity: 'data.gid', environment: null, scopes: null, expires: null },
  scopes: null,
  cost: 'free',
  minimumSeconds: 60,
  settlesWithinSeconds: 0,
  rotation: { class: 'manual', overlap: 'until the old one is revoked', by: 'hand' },
  runbook: {
    console: 'https://app.asana.com/0/my-apps',
    steps: 'Create a token, store it, and revoke the old one when nobody uses it any more.',
  },
  traps: ['a 402 means an unpaid feature, not an invalid token'],
  sources: {
    spec: {
      evidence: 'documented',
      title: 'Asana OpenAPI specification, users and errors',
      url: 'https://developers.asana.com/reference/getuser',
      seen: '2026-11-21',
    },
    rfc9110,
  },
})
