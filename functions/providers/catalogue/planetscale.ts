import { provider } from '../provider.ts'
import { rfc9110 } from '../rfc9110.ts'

/** A service token of a PlanetScale organization. */
export const planetscale = provider({
  name: 'planetscale',
  title: 'PlanetScale service token',
  category: 'cloud and hosting',
  roles: { token: 'the service token, pscale_tkn_...' },
  options: {
    tokenId: { kind: 'name', pattern: '[a-z0-9]{6,32}', example: 'a1b2c3d4e5f6', says: 'the id of the service token' },
  },
  question: {
    kind: 'request',
    ping: { method: 'GET', url: 'https://api.planetscale.com/v1/organizations', headers: {}, body: null },
    send: [{ in: 'header', name: 'authorization', prefix: '{tokenId}:', role: 'token' }],
  },
  rules: [
    {
      name: 'organizations',
      when: { status: 200, body: "type(data[0].id) == 'string'" },
      means: 'alive',
      source: 'api',
    },
    { name: 'unauthorized', when: { status: 401, body: "type(@) == 'object'" }, means: 'rejected', source: 'rfc9110' },
  ],
  paths: { identity: 'data[0].name', environment: null, scopes: null, expires: null },
  scopes: null,
  cost: 'free',
  minimumSeconds: 60,
  settlesWithinSeconds: 0,
  rotation: { class: 'create_revoke', overlap: 'until the old one is deleted', by: 'hand' },
  runbook: {
    console: 'https://app.planetscale.com/',
    steps:
      'Open the settings of the organization, then service tokens. Create one with the same permissions, store it, and delete the old one.',
  },
  traps: ['id and token are sent together, with a colon between them'],
  sources: {
    api: {
      evidence: 'documented',
      title: 'PlanetScale API, list organizations: those that the service token has access to',
      url: 'https://planetscale.com/docs/api/reference/list_organizations',
      seen: '2026-11-30',
    },
    rfc9110,
  },
})
