import { provider } from '../provider.ts'

/** An API key of a project of Pinecone. */
export const pinecone = provider({
  name: 'pinecone',
  title: 'Pinecone API key',
  category: 'AI',
  roles: { token: 'the key, pcsk_...' },
  options: {},
  question: {
    kind: 'request',
    ping: {
      method: 'GET',
      url: 'https://api.pinecone.io/indexes',
      headers: { 'x-pinecone-api-version': '2026-07' },
      body: null,
    },
    send: [{ in: 'header', name: 'api-key', prefix: '', role: 'token' }],
  },
  version: { at: '2026-07', until: '2027-07-01', source: 'versions' },
  rules: [
    { name: 'indexes', when: { status: 200, body: "type(indexes) == 'array'" }, means: 'alive', source: 'api' },
    { name: 'unauthenticated', when: { status: 401 }, means: 'rejected', source: 'errors' },
    {
      name: 'delinquent',
      when: { status: 402, body: "type(error.code) == 'string'" },
      means: 'suspended',
      source: 'errors',
    },
    {
      name: 'no-control-plane',
      when: { status: 403, body: "error.code == 'FORBIDDEN' || error.code == 'PERMISSION_DENIED'" },
      means: 'ping_forbidden',
      source: 'errors',
    },
  ],
  paths: { identity: null, environment: null, scopes: null, expires: null },
  scopes: null,
  cost: 'free',
  minimumSeconds: 60,
  settlesWithinSeconds: 0,
  rotation: { class: 'create_revoke', overlap: 'until the old one is deleted', by: 'hand' },
  runbook: {
    console: 'https://app.pinecone.io/organizations/-/projects/-/keys',
    steps: 'Create a key with the same permissions, store it, and delete the old one when nobody uses it any more.',
  },
  traps: [
    'an answer without the list of indexes proves nothing, not even an empty object',
    'a 403 means a valid key without access to the control plane',
  ],
  sources: {
    versions: {
      evidence: 'documented',
      title: 'Pinecone API, versioning: each stable version is supported for 12 months at least',
      url: 'https://docs.pinecone.io/reference/api/versioning',
      seen: '2026-11-30',
    },
    api: {
      evidence: 'documented',
      title: 'Pinecone API, list indexes',
      url: 'https://docs.pinecone.io/reference/api/2026-07/control-plane/list_indexes',
      seen: '2026-11-30',
    },
    errors: {
      evidence: 'documented',
      title: 'Pinecone API, errors',
      url: 'https://docs.pinecone.io/reference/api/errors',
      seen: '2026-11-25',
    },
  },
})
