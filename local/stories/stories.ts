import { setTimeout as sleep } from 'node:timers/promises'
import type { Deployment } from '../../functions/core/model/deployment.ts'
import { startApi } from '../api/api.ts'
import type { Aws } from '../aws/aws.ts'
import { type StoryServices, storiesDeployment } from './checks.ts'
import { clients, mintSecret, startAuthorizationServer } from './clients.ts'
import { type StoryFault, storyFaults } from './faults.ts'

/** Six tokens with six fates, and the services that accept them. */
export type Stories = {
  readonly deployment: Deployment
  /** By name. */
  readonly secrets: ReadonlyMap<string, string>
  /** Revokes a token after a while, and replaces it later. Returns early when the signal aborts. */
  play(aws: Aws, signal: AbortSignal): Promise<void>
  /** Faults that a person may inject. */
  faults(aws: Aws): readonly StoryFault[]
  close(): Promise<void>
}

const revokedAfterMs = 14_000
/** Milliseconds between the revocation and the owner's new token. */
const replacedAfterMs = 14_000

/** Seconds that `reports` has left at the start: enough to be seen expiring, few enough to be rotated at once. */
const firstLifeSeconds = 45

/** Starts the services of the stories, and mints the tokens that the checks begin with. */
export async function startStories(): Promise<Stories> {
  const clientSecret = crypto.randomUUID()
  const services = await startServices(clientSecret)
  const deploys = await mintSecret(services.oauth, clients.deploys)
  return {
    deployment: storiesDeployment(services),
    secrets: await firstSecrets(services, clientSecret, deploys.secret),
    faults: (aws) => storyFaults(services, aws),
    play: (aws, signal) => play(services, aws, { revoked: deploys.accessToken, signal }),
    async close() {
      await Promise.all([services.api.close(), services.search.close()])
      await services.oauth.close()
    },
  }
}

async function startServices(clientSecret: string): Promise<StoryServices> {
  const oauth = await startAuthorizationServer(clientSecret)
  const api = await startApi({ oauth, environment: 'production' })
  const down = await startApi({ oauth, environment: 'production', name: 'search' })
  await down.down()
  // A port that was given back may be taken by another process. Nobody listens on the first one.
  const search = { ...down, url: down.url.replace(/:\d+$/, ':1') }
  return { oauth, api, search }
}

async function firstSecrets(
  { oauth }: StoryServices,
  clientSecret: string,
  deploys: string,
): Promise<ReadonlyMap<string, string>> {
  const client = ({ clientId }: { readonly clientId: string }) => JSON.stringify({ id: clientId, secret: clientSecret })
  return new Map([
    ['production/billing', client(clients.billing)],
    ['production/reports', (await mintSecret(oauth, clients.reports, firstLifeSeconds)).secret],
    ['production/reports-client', client(clients.reports)],
    ['production/deploys', deploys],
    ['production/invoices', (await mintSecret(oauth, clients.invoices)).secret],
    ['production/partners', (await mintSecret(oauth, clients.partners)).secret],
    ['production/search', deploys],
    ['production/monitor', client(clients.monitor)],
  ])
}

async function play(
  { oauth }: StoryServices,
  { secretsManager }: Aws,
  { revoked, signal }: { readonly revoked: string; readonly signal: AbortSignal },
): Promise<void> {
  const pause = (milliseconds: number) => sleep(milliseconds, undefined, { signal }).catch(() => {})
  await pause(revokedAfterMs)
  if (!signal.aborted) await oauth.revoke(revoked)
  await pause(replacedAfterMs)
  if (!signal.aborted) secretsManager.put('production/deploys', (await mintSecret(oauth, clients.deploys)).secret)
}
