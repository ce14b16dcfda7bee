import { tokenRules } from '../oauth-token-rules.ts'
import { tokenSources } from '../oauth-token-sources.ts'
import { provider } from '../provider.ts'

/** A service account of MongoDB Atlas: an OAuth client whose tokens live for an hour. */
export const mongodbAtlas = provider({
  name: 'mongodb-atlas',
  title: 'MongoDB Atlas service account',
  category: 'cloud and hosting',
  roles: { clientId: 'the client id, mdb_sa_id_...', clientSecret: 'the client secret, mdb_sa_sk_...' },
  options: {},
  question: {
    kind: 'client_credentials',
    tokenUrl: 'https://cloud.mongodb.com/api/oauth/token',
    scope: null,
    audience: null,
    authentication: 'client_secret_basic',
    ping: {
      method: 'GET',
      url: 'https://cloud.mongodb.com/api/atlas/v2',
      headers: { accept: 'application/vnd.atlas.2023-01-01+json' },
      body: null,
    },
  },
  version: { at: '2023-01-01', until: null, source: 'spec' },
  rules: [
    { name: 'status', when: { status: 200, body: "type(appName) == 'string'" }, means: 'alive', source: 'spec' },
    {
      name: 'from-this-address',
      when: { status: 403, body: "contains(errorCode, 'IP_ADDRESS_NOT_ON_ACCESS_LIST')" },
      means: 'blocked_from_here',
      source: 'recalled',
    },
  ],
  tokenRules,
  paths: { identity: null, environment: null, scopes: null, expires: null },
  scopes: null,
  cost: 'counted',
  minimumSeconds: 60,
  settlesWithinSeconds: 0,
  rotation: { class: 'create_revoke', overlap: 'until the old secret is deleted', by: 'aws' },
  runbook: {
    console: 'https://cloud.mongodb.com/v2#/preferences/organizations',
    steps:
      'In the organization, add a second secret to the service account, and store it. Delete the first when nobody uses it any more. Atlas notifies only owners of the organization when a secret expires: declare the date with expires.',
  },
  traps: [
    'a secret expires, but its service account does not',
    'an address that is not on the access list is refused with 403',
  ],
  sources: {
    ...tokenSources,
    spec: {
      evidence: 'documented',
      title: 'MongoDB Atlas Admin API, the status of the application: SystemStatus has an appName',
      url: 'https://github.com/mongodb/atlas-sdk-go/blob/main/docs/docs/SystemStatus.md',
      seen: '2026-11-30',
    },
    recalled: {
      evidence: 'recalled',
      title: 'an error code refuses addresses outside the access list',
    },
  },
})
