import { provider } from '../provider.ts'

/** A Cloud API key of Confluent Cloud, which can read its own record. The key of a cluster cannot. */
export const confluentCloud = provider({
  name: 'confluent-cloud',
  title: 'Confluent Cloud API key',
  category: 'cloud and hosting',
  roles: { key: 'the key', secret: 'its secret' },
  options: {},
  question: {
    kind: 'request',
    ping: { method: 'GET', url: 'https://api.confluent.cloud/iam/v2/api-keys/{key}', headers: {}, body: null },
    send: [
      { in: 'basic', user: { role: 'key' }, passwordRole: 'secret' },
      { in: 'path', role: 'key' },
    ],
  },
  rules: [
    { name: 'key', when: { status: 200, body: "type(id) == 'string'" }, means: 'alive', source: 'api' },
    {
      name: 'unauthenticated',
      when: { status: 401 },
      means: 'rejected',
      secondCause: {
        cause: 'it is the key of a Kafka cluster',
        wayOut: 'compare the kind of the key with the profile, or replace it',
        kind: 'setting',
      },
      source: 'sdk',
    },
  ],
  paths: { identity: 'spec.owner.id', environment: null, scopes: null, expires: null },
  scopes: null,
  cost: 'counted',
  minimumSeconds: 60,
  settlesWithinSeconds: 600,
  rotation: { class: 'create_revoke', overlap: 'until the old one is deleted', by: 'aws' },
  runbook: {
    console: 'https://confluent.cloud/settings/api-keys',
    steps:
      'Create a key with the same owner. Wait some minutes until Confluent knows it everywhere, then store it. Delete the old one when nobody uses it any more.',
  },
  federation: { offer: 'OAuth with identity pools of an OIDC provider', source: 'federation' },
  traps: ['the key of a Kafka cluster is refused here', 'a new key is refused for some minutes'],
  sources: {
    federation: {
      evidence: 'recalled',
      title: 'Confluent Cloud, OAuth/OIDC identity provider',
      url: 'https://docs.confluent.io/cloud/current/security/authenticate/workload-identities/identity-providers/oauth/overview.html',
    },
    api: {
      evidence: 'documented',
      title: 'Confluent Cloud API, API keys (iam/v2)',
      url: 'https://docs.confluent.io/cloud/current/ccloud/api-keys-iam-v-2/',
      seen: '2026-11-25',
    },
    sdk: {
      evidence: 'documented',
      title: 'Confluent Cloud SDK for Go, answers of the API',
      url: 'https://github.com/confluentinc/ccloud-sdk-go-v2',
      seen: '2026-11-25',
    },
  },
})
