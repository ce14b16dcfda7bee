import { setTimeout as wait } from 'node:timers/promises'
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { openSecrets } from '../../functions/aws/secrets.ts'
import { expandConfig } from '../../functions/config/expand.ts'
import {
  bearer,
  type CheckInput,
  defineConfig,
  get,
  http,
  oauthClientCredentials,
  secret,
} from '../../functions/config.ts'
import type { Check } from '../../functions/core/model/check.ts'
import type { Verdict } from '../../functions/core/model/verdict.ts'
import { openNetwork } from '../../functions/core/probe/network/lanes.ts'
import { probe } from '../../functions/core/probe/probe.ts'
import { profileOf } from '../../functions/providers/providers.ts'
import type { Variant } from '../faults/fault.ts'
import type { World } from './world.ts'

/** The product's own probe. It checks a sandbox's credential through the injection points. */
export type Monitor = { look(): Promise<Verdict>; close(): Promise<void> }

/** Longest pause between two attempts. Nothing in a sandbox recovers in the meantime. */
const labPauseMs = 50

/** High, because a busy machine is slow by itself and no fault here is about slow answers. */
const slowAfter = '9s'

/** Stores a token of the service for checks of a token, and opens the probe. */
export async function openMonitor(world: World, asks: Variant['monitor']['asks']): Promise<Monitor> {
  const { urls } = world
  await storeToken(world)
  const check = checkOf(asks, world)
  const client = new SecretsManagerClient({
    endpoint: urls.secretsManager,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'of-the-lab' },
    maxAttempts: 2,
    requestHandler: { requestTimeout: 1_500, throwOnRequestTimeout: true },
  })
  const network = openNetwork()
  const dependencies = {
    network,
    profileOf,
    now: Date.now,
    sleep: (milliseconds: number) => wait(Math.min(milliseconds, labPauseMs)),
    readCredential: openSecrets(client, Date.now).readCredential,
  }
  return {
    look: async () => (await probe(check, dependencies, { read: { fresh: true } })).verdict,
    async close() {
      client.destroy()
      await network.close()
    },
  }
}

/** Mints a token of the service and stores it as a secret of its own, for checks of a token. */
export async function storeToken({ service, oauth, store, canaries }: World): Promise<void> {
  const { clientId, scopes, format, tokenSecretId } = service
  const request = { clientId, scope: scopes.join(' '), format, ttlSeconds: 3_600 }
  const { accessToken } = await oauth.mint(request)
  canaries.add(accessToken)
  store.put(tokenSecretId, accessToken)
}

/** Builds the check of the service's credential, as a config would declare it. */
export function checkInputOf(asks: Variant['monitor']['asks'], { urls, service }: World): CheckInput {
  const common = {
    id: 'orders',
    allowPrivate: ['127.0.0.0/8'],
    impact: 'Nobody can order',
    slowAfter,
    read: { environment: 'environment', scopes: 'scope' },
  } as const
  if (asks === 'client')
    return oauthClientCredentials({
      ...common,
      secret: secret(service.secretId, { clientId: 'id', clientSecret: 'secret' }),
      tokenUrl: urls.token,
      ping: get(`${urls.api}/me`),
      scopes: { require: ['invoices:read'] },
      assert: [`login == '${service.clientId}'`],
    })
  const isScoped = asks === 'scoped-token'
  return http({
    ...common,
    secret: secret(service.tokenSecretId),
    ping: get(`${urls.api}/${isScoped ? 'invoices' : 'me'}`),
    send: bearer(),
    ...(isScoped ? { read: {}, assert: ['length(invoices) > `0`'] } : { assert: ['login != `null`'] }),
  })
}

function checkOf(asks: Variant['monitor']['asks'], world: World): Check {
  const config = defineConfig({
    name: 'sandbox',
    environments: { production: {} },
    checks: [checkInputOf(asks, world)],
  })
  const expansion = expandConfig(config)
  const [check] = expansion.ok ? expansion.deployment.checks : []
  if (check === undefined) throw new Error(`the lab's own check is wrong: ${JSON.stringify(expansion)}`)
  return check
}
