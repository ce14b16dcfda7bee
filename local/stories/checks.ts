import { expandConfig } from '../../functions/config/expand.ts'
import {
  bearer,
  defineConfig,
  get,
  http,
  oauthClientCredentials,
  oauthIntrospection,
  ours,
  secret,
} from '../../functions/config.ts'
import type { Deployment } from '../../functions/core/model/deployment.ts'
import type { Api } from '../api/api.ts'
import type { OAuthServer } from '../oauth/server.ts'
import { clients } from './clients.ts'

/** The services of the stories. `search` is down. */
export type StoryServices = {
  readonly oauth: OAuthServer
  readonly api: Api
  readonly search: Api
}

const allowPrivate = ['127.0.0.0/8']

/** Returns the deployment of the six stories. */
export function storiesDeployment(services: StoryServices): Deployment {
  const config = defineConfig({
    name: 'stories',
    environments: { production: {} },
    defaults: {
      every: '5s',
      warn: '45s',
      critical: '5s',
      owner: 'platform',
      runbook: 'https://wiki.acme.example/tokens',
    },
    checks: [
      billing(services),
      reports(services),
      deploys(services),
      invoices(services),
      partners(services),
      search(services),
    ],
  })
  const expansion = expandConfig(config)
  if (!expansion.ok) throw new Error(`The config of the stories is invalid: ${JSON.stringify(expansion.problems)}`)
  return expansion.deployment
}

const accessToken = (name: string) => secret(`production/${name}`, 'access_token')
const clientOf = (name: string) => secret(`production/${name}`, { clientId: 'id', clientSecret: 'secret' })
const askingMe = (api: Api) => ({ ping: get(`${api.url}/me`), send: bearer(), allowPrivate })

/** Stays healthy. */
const billing = ({ oauth, api }: StoryServices) =>
  oauthClientCredentials({
    id: 'billing',
    secret: clientOf('billing'),
    tokenUrl: oauth.tokenUrl,
    ping: get(`${api.url}/me`),
    allowPrivate,
    scopes: { require: ['invoices:read'] },
    assert: [`login == '${clients.billing.clientId}'`],
    impact: 'No invoice leaves the house',
  })

/** Expires within a minute, and is rotated in time. */
const reports = ({ oauth, api }: StoryServices) =>
  http({
    id: 'reports',
    secret: accessToken('reports'),
    ...askingMe(api),
    read: { expires: { at: 'expires_at', format: 'iso' }, scopes: 'scope' },
    scopes: ['reports:read'],
    assert: [`login == '${clients.reports.clientId}'`],
    expiresField: { name: 'expires_at', format: 'epoch_seconds' },
    rotation: ours({
      grant: 'client_credentials',
      tokenUrl: oauth.tokenUrl,
      client: clientOf('reports-client'),
      scope: 'reports:read',
      rotateWithin: '25s',
    }),
    impact: 'The morning reports stay empty',
  })

/** Is revoked, and replaced by its owner. */
const deploys = ({ api }: StoryServices) =>
  http({
    id: 'deploys',
    secret: accessToken('deploys'),
    ...askingMe(api),
    read: { scopes: 'scope' },
    scopes: ['deploys:write'],
    assert: [`login == '${clients.deploys.clientId}'`],
    usedBy: ['release'],
    impact: 'No release can go out',
  })

/** Lacks a scope. */
const invoices = ({ oauth }: StoryServices) =>
  oauthIntrospection({
    id: 'invoices',
    secret: accessToken('invoices'),
    introspectionUrl: oauth.introspectionUrl,
    client: clientOf('monitor'),
    allowPrivate,
    scopes: { require: ['invoices:read', 'invoices:write'] },
    impact: 'Invoices can be read but not corrected',
  })

/** Belongs to another environment. */
const partners = ({ api }: StoryServices) =>
  http({
    id: 'partners',
    secret: accessToken('partners'),
    ...askingMe(api),
    read: { environment: 'environment' },
    assert: [`login == '${clients.partners.clientId}'`],
    impact: 'Partners see the data of the staging system',
  })

/** Cannot be checked, because its API is down. */
const search = ({ search: api }: StoryServices) =>
  http({
    id: 'search',
    secret: accessToken('search'),
    ...askingMe(api),
    assert: [`login == '${clients.deploys.clientId}'`],
    impact: 'The site search finds nothing',
  })
