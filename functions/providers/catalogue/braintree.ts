import { provider } from '../provider.ts'

const ofClass = (name: string): string => `length(errors[?extensions.errorClass == '${name}']) > \`0\``

/** The private key of an API key of a Braintree gateway. Its answers are GraphQL, and mostly have the status 200. */
export const braintree = provider({
  name: 'braintree',
  title: 'Braintree API key',
  category: 'payments and commerce',
  roles: { token: 'the private key' },
  options: {
    publicKey: {
      kind: 'name',
      pattern: '[a-z0-9]{8,32}',
      example: 'v4ndq314c2s5c28r',
      says: 'the public key that belongs to the private one',
    },
    gateway: {
      kind: 'choice',
      of: { production: 'payments.braintree-api.com', sandbox: 'payments.sandbox.braintree-api.com' },
      default: 'production',
      says: 'the environment: production or sandbox',
    },
  },
  question: {
    kind: 'request',
    ping: {
      method: 'POST',
      url: 'https://{gateway}/graphql',
      headers: { 'content-type': 'application/json', 'braintree-version': '2019-01-01' },
      body: '{"query":"query { ping }"}',
    },
    send: [{ in: 'basic', user: { literal: '{publicKey}' }, passwordRole: 'token' }],
  },
  version: { at: '2019-01-01', until: null, source: 'api' },
  rules: [
    {
      name: 'invalid-key',
      when: { status: [200, 401], body: ofClass('AUTHENTICATION') },
      means: 'rejected',
      secondCause: {
        cause: 'it belongs to the other gateway',
        wayOut: 'correct `gateway`, or replace the key',
        kind: 'setting',
      },
      source: 'client',
    },
    {
      name: 'role-too-small',
      when: { status: 200, body: ofClass('AUTHORIZATION') },
      means: 'ping_forbidden',
      source: 'client',
    },
    {
      name: 'too-many',
      when: { status: [200, 499], body: ofClass('RESOURCE_LIMIT') },
      means: 'rate_limited',
      source: 'client',
    },
    {
      name: 'trouble',
      when: { status: 200, body: `${ofClass('INTERNAL')} || ${ofClass('SERVICE_AVAILABILITY')}` },
      means: 'provider_error',
      source: 'client',
    },
    {
      name: 'pong',
      when: { status: 200, body: "data.ping == 'pong' && errors == null" },
      means: 'alive',
      source: 'api',
    },
  ],
  paths: { identity: null, environment: null, scopes: null, expires: null },
  scopes: null,
  cost: 'free',
  minimumSeconds: 60,
  settlesWithinSeconds: 0,
  rotation: { class: 'create_revoke', overlap: 'until the old one is deleted', by: 'hand' },
  runbook: {
    console: 'https://www.braintreegateway.com/login',
    steps:
      'First see if the key is of the environment that the check names. Open the API section, generate an API key, store its private key, and delete the old one. The check names the public key.',
  },
  traps: [
    'a dead key is answered with 200, and an error of the class AUTHENTICATION',
    'a key of the sandbox is not known in production',
  ],
  sources: {
    api: {
      evidence: 'documented',
      title: 'Braintree GraphQL API, the query ping, which needs authentication and returns pong',
      url: 'https://developer.paypal.com/braintree/graphql/reference/queries/ping',
      seen: '2026-11-30',
    },
    client: {
      evidence: 'documented',
      title: 'braintree_python, the official client: AUTHENTICATION is AuthenticationError, raised for wrong API keys',
      url: 'https://github.com/braintree/braintree_python/blob/master/braintree/util/graphql_client.py',
      seen: '2026-11-30',
    },
  },
})
