// The config of this deployment, and the only file to edit. `npm run tokenwatch -- validate` lists its problems.
import {
  bearer,
  declared,
  defineConfig,
  email,
  get,
  http,
  inEach,
  oauthClientCredentials,
  pagerDuty,
  secret,
} from 'tokenwatch'

export default defineConfig({
  name: 'acme',
  environments: {
    staging: { page: [email('dev@acme.example')] },
    production: { page: [pagerDuty(secret('pagerduty', 'key'))], watcher: [email('ops@acme.example')] },
  },
  defaults: {
    every: '5m',
    warn: '30d',
    critical: '3d',
    owner: 'platform',
    runbook: 'https://wiki.acme.example/tokens',
  },
  checks: [
    ...inEach(['staging', 'production'], (env) =>
      oauthClientCredentials({
        id: 'billing',
        secret: secret(`${env}/billing`, { clientId: 'id', clientSecret: 'secret' }),
        tokenUrl: `https://id.${env}.acme.example/token`,
        ping: get(`https://billing.${env}.acme.example/me`),
        assert: ["tenant == 'acme'"],
        usedBy: ['invoicing'],
        impact: 'No invoices',
      }),
    ),
    http({
      id: 'wiki',
      environment: 'production',
      secret: secret('production/wiki'),
      ping: get('https://wiki.acme.example/api/me'),
      send: bearer(),
      assert: ["login == 'bot'"],
      impact: 'Docs stop',
    }),
    declared({
      id: 'circleci',
      environment: 'production',
      secret: secret('production/circleci'),
      expires: '2027-03-01',
      impact: 'No builds',
    }),
  ],
})
