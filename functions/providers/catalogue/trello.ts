import { provider } from '../provider.ts'
import { rfc9110 } from '../rfc9110.ts'

/** A token that a user of Trello gave to an API key. */
export const trello = provider({
  name: 'trello',
  title: 'Trello token',
  category: 'business software',
  roles: { token: 'the token, ATTA...' },
  options: {
    key: {
      kind: 'name',
      pattern: '[0-9a-f]{32}',
      example: '0123456789abcdef0123456789abcdef',
      says: 'the API key of the Power-Up, which is no secret',
    },
  },
  question: {
    kind: 'request',
    ping: { method: 'GET', url: 'https://api.trello.com/1/members/me?key={key}', headers: {}, body: null },
    send: [{ in: 'query', name: 'token', role: 'token' }],
  },
  rules: [
    {
      name: 'member',
      when: { status: 200, body: "type(id) == 'string' && type(username) == 'string'" },
      means: 'alive',
      source: 'trufflehog',
    },
    {
      name: 'invalid-token',
      when: { status: 401, plain: 'invalid token' },
      means: 'rejected',
      source: 'reports',
    },
    { name: 'no-such-key', when: { status: 401, plain: 'invalid key' }, means: 'wrong_target', source: 'keys' },
    { name: 'unauthorized', when: { status: 401 }, means: 'rejected', source: 'rfc9110' },
  ],
  paths: { identity: 'username', environment: null, scopes: null, expires: null },
  scopes: null,
  cost: 'free',
  minimumSeconds: 60,
  settlesWithinSeconds: 0,
  rotation: { class: 'create_revoke', overlap: 'until the old one is deleted', by: 'hand' },
  runbook: {
    console: 'https://trello.com/power-ups/admin',
    steps:
      'Authorize the Power-Up again, store the token, and revoke the old one. If it has an end, declare it with expires.',
  },
  traps: [
    'key and token travel in the query, which is never logged',
    'a wrong API key is refused with 401 too, whatever the token is',
    'a missing permission is a 401, whose words alone tell it from a dead token',
  ],
  sources: {
    trufflehog: {
      evidence: 'observed',
      title: 'trufflehog, pkg/detectors/trelloapikey',
      url: 'https://github.com/trufflesecurity/trufflehog',
      seen: '2026-11-30',
    },
    reports: {
      evidence: 'observed',
      title: 'Necmttn/gatsby-source-trello, issue 8, and others: 401, and the text invalid token alone',
      url: 'https://github.com/Necmttn/gatsby-source-trello/issues/8',
      seen: '2026-11-30',
    },
    keys: {
      evidence: 'observed',
      title: 'Lujeni/matterllo, issue 30: 401, and the text invalid key, to an API key that does not exist',
      url: 'https://github.com/Lujeni/matterllo/issues/30',
      seen: '2026-11-30',
    },
    rfc9110,
  },
})
