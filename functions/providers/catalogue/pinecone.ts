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
      headers: { 'x-pinecone-api-version': '2025-10' },
      body: null,
    },
    send: [{ in: 'header', name: 'api-key', prefix: '', role: 'token' }],
  },
  rules: [
    { name: 'indexes', when: { status: 200, body: "type(indexes) == 'array'" }, means: 'alive', source: 'api' },
    { name: 'unauthenticated', when: { status: 401 }, means: 'rejected', source: 'errors' },
    { name: 'delinquent', when: { status: 402 }, means: 'suspended', source: 'errors' },
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
    api: {
      evidence: 'documented',
      title: 'Pinecone API, list indexes',
      url: 'https://docs.pinecone.io/reference/api/latest/control-plane/list_indexes',
      seen: '2026-11-26',
    },
    errors: {
      evidence: 'documented',
      title: 'Pinecone API, errors',
      url: 'https://docs.pinecone.io/reference/api/errors',
      seen: '2026-11-25',
    },
  },
})
