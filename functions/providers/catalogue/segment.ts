import { provider } from '../provider.ts'
import { rfc9110 } from '../rfc9110.ts'

/** A token for the Public API of a Segment workspace. A write key is another thing, which no question can prove. */
export const segment = provider({
  name: 'segment',
  title: 'Segment Public API token',
  category: 'observability and paging',
  roles: { token: 'the token, sgp_...' },
  options: {
    region: {
      kind: 'choice',
      of: { us: 'api.segmentapis.com', eu: 'eu1.api.segmentapis.com' },
      default: 'us',
      says: 'the region of the workspace',
    },
  },
  question: {
    kind: 'request',
    ping: { method: 'GET', url: 'https://{region}/', headers: {}, body: null },
    send: [{ in: 'header', name: 'authorization', prefix: 'Bearer ', role: 'token' }],
  },
  rules: [
    {
      name: 'workspace',
      when: { status: 200, body: "type(data.workspace.id) == 'string'" },
      means: 'alive',
      source: 'verifiers',
    },
    {
      name: 'unauthorized',
      when: { status: 401, body: "type(errors) == 'array'" },
      means: 'rejected',
      secondCause: {
        cause: 'it belongs to the other region',
        wayOut: 'correct `region`, or replace the token',
        kind: 'setting',
      },
      source: 'rfc9110',
    },
  ],
  paths: { identity: 'data.workspace.slug', environment: null, scopes: null, expires: null },
  scopes: null,
  cost: 'free',
  minimumSeconds: 60,
  settlesWithinSeconds: 0,
  rotation: { class: 'create_revoke', overlap: 'until the old one is deleted', by: 'hand' },
  runbook: {
    console: 'https://app.segment.com/',
    steps:
      'Open the workspace settings, then access management and tokens. Create a token with the same roles, store it, and remove the old one.',
  },
  traps: ['a token of the European region is not known in the other one'],
  sources: {
    verifiers: {
      evidence: 'observed',
      title: 'mongodb/kingfisher, rules of Segment: the root of the Public API, which answers with the workspace',
      url: 'https://github.com/mongodb/kingfisher/blob/main/crates/kingfisher-rules/data/rules/segment.yml',
      seen: '2026-11-30',
    },
    rfc9110,
  },
})
