import { provider } from '../provider.ts'

/** A secret key of a Clerk instance. */
export const clerk = provider({
  name: 'clerk',
  title: 'Clerk secret key',
  category: 'identity',
  roles: { token: 'the key, sk_live_... or sk_test_...' },
  options: {},
  question: {
    kind: 'request',
    ping: { method: 'GET', url: 'https://api.clerk.com/v1/users/count', headers: {}, body: null },
    send: [{ in: 'header', name: 'authorization', prefix: 'Bearer ', role: 'token' }],
  },
  rules: [
    { name: 'count', when: { status: 200, body: "object == 'total_count'" }, means: 'alive', source: 'verifiers' },
    {
      name: 'invalid-key',
      when: { status: 401, body: "length(errors[?code == 'clerk_key_invalid']) > `0`" },
      means: 'rejected',
      source: 'backend',
    },
  ],
  paths: { identity: null, environment: null, scopes: null, expires: null },
  scopes: null,
  cost: 'free',
  minimumSeconds: 60,
  settlesWithinSeconds: 0,
  rotation: { class: 'create_revoke', overlap: 'until the old one is deleted', by: 'hand' },
  runbook: {
    console: 'https://dashboard.clerk.com/last-active?path=api-keys',
    steps: 'Create a secret key in the same instance, store it, and delete the old one when nobody uses it any more.',
  },
  traps: ['a key of a development instance lives too, and counts other users'],
  sources: {
    verifiers: {
      evidence: 'observed',
      title: 'clerk-sdk-rust-community, generated from the specification of Clerk: TotalCount, with object total_count',
      url: 'https://docs.rs/crate/clerk-sdk-rust-community/latest/source/src/models/total_count.rs',
      seen: '2026-11-30',
    },
    backend: {
      evidence: 'documented',
      title: 'clerk/javascript, the official client: clerk_key_invalid is InvalidSecretKey',
      url: 'https://github.com/clerk/javascript/blob/main/packages/backend/src/errors.ts',
      seen: '2026-11-30',
    },
  },
})
