import { provider } from '../provider.ts'

/** An API key of an Algolia application. Every key may read itself. The path holds the key too. */
export const algolia = provider({
  name: 'algolia',
  title: 'Algolia API key',
  category: 'business software',
  roles: { token: 'the key' },
  options: {
    application: { kind: 'name', pattern: '[A-Za-z0-9]{6,16}', example: 'YourApp1D', says: 'the application id' },
  },
  question: {
    kind: 'request',
    ping: {
      method: 'GET',
      url: 'https://{application}.algolia.net/1/keys/{token}',
      headers: { 'x-algolia-application-id': '{application}' },
      body: null,
    },
    send: [
      { in: 'header', name: 'x-algolia-api-key', prefix: '', role: 'token' },
      { in: 'path', role: 'token' },
    ],
  },
  rules: [
    {
      name: 'key',
      when: { status: 200, body: "type(acl) == 'array' && type(createdAt) == 'number'" },
      means: 'alive',
      source: 'api',
    },
    {
      name: 'invalid',
      when: { status: 403, body: "message == 'Invalid Application-ID or API key'" },
      means: 'rejected',
      source: 'clients',
    },
    {
      name: 'another-referer',
      when: { status: 403, body: "contains(message, 'referer')" },
      means: 'blocked_from_here',
      source: 'recalled',
    },
  ],
  paths: { identity: null, environment: null, scopes: 'acl', expires: null },
  scopes: {
    pattern:
      'addObject|analytics|browse|deleteIndex|deleteObject|editSettings|inference|listIndexes|logs|personalization|recommendation|search|seeUnretrievableAttributes|settings|usage',
    example: 'search',
  },
  cost: 'counted',
  minimumSeconds: 60,
  settlesWithinSeconds: 0,
  rotation: { class: 'create_revoke', overlap: 'until the old one is deleted', by: 'hand' },
  runbook: {
    console: 'https://dashboard.algolia.com/account/api-keys/all?applicationId={application}',
    steps:
      'Create a key with the same permissions, store it, and delete the old one when nobody uses it any more. If the key has a validity, declare when you created it: issuedAt and maxAge.',
  },
  traps: [
    'a 403 means an invalid key, not a missing permission',
    'the validity is a duration, not a date',
    'the key is in the path, but never in a log',
    'a wrong application id has no address, which does not mean an invalid key',
  ],
  sources: {
    api: {
      evidence: 'documented',
      title: 'Algolia API, get API key',
      url: 'https://www.algolia.com/doc/api-reference/api-methods/get-api-key/',
      seen: '2026-11-25',
    },
    clients: {
      evidence: 'documented',
      title: 'Algolia’s own API clients, their tests',
      url: 'https://github.com/algolia/api-clients-automation',
      seen: '2026-11-25',
    },
    recalled: {
      evidence: 'recalled',
      title: 'a key that is limited to referers is refused in words of its own',
    },
  },
})
