import { provider } from '../provider.ts'
import { rfc9110 } from '../rfc9110.ts'

/** A personal access token of Airtable. The answer names its user, but its scopes reliably only for OAuth tokens. */
export const airtable = provider({
  name: 'airtable',
  title: 'Airtable personal access token',
  category: 'business software',
  roles: { token: 'the token, pat...' },
  options: {},
  question: {
    kind: 'request',
    ping: { method: 'GET', url: 'https://api.airtable.com/v0/meta/whoami', headers: {}, body: null },
    send: [{ in: 'header', name: 'authorization', prefix: 'Bearer ', role: 'token' }],
  },
  rules: [
    { name: 'user', when: { status: 200, body: "type(id) == 'string'" }, means: 'alive', source: 'whoami' },
    {
      name: 'unauthorized',
      when: { status: 401, body: "type(error) != 'null'" },
      means: 'rejected',
      source: 'rfc9110',
    },
    {
      name: 'forbidden',
      when: { status: 403, body: "starts_with(error.type, 'INVALID_PERMISSIONS')" },
      means: 'ping_forbidden',
      source: 'troubleshooting',
    },
  ],
  paths: { identity: 'id', environment: null, scopes: 'scopes', expires: null },
  scopes: { pattern: '[A-Za-z.]+:[a-z]+', example: 'data.records:read' },
  cost: 'free',
  minimumSeconds: 60,
  settlesWithinSeconds: 0,
  rotation: { class: 'rotate_dead', overlap: 'none, unless a second token is made', by: 'hand' },
  runbook: {
    console: 'https://airtable.com/create/tokens',
    steps:
      'Create a second token with the same scopes and bases. Store it, then delete the old one. Regenerating the old token would end it at once.',
  },
  traps: ['the answer to a personal token may omit its scopes'],
  sources: {
    troubleshooting: {
      evidence: 'documented',
      title: 'Airtable Support, API troubleshooting: a 403 names INVALID_PERMISSIONS',
      url: 'https://support.airtable.com/docs/airtable-api-common-troubleshooting',
      seen: '2026-11-30',
    },
    whoami: {
      evidence: 'documented',
      title: 'Airtable Web API, get user id and scopes',
      url: 'https://airtable.com/developers/web/api/get-user-id-scopes',
      seen: '2026-11-25',
    },
    rfc9110,
  },
})
