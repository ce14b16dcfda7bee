import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { clientOptions } from '../../functions/aws/clients.ts'
import type { Plane } from '../faults/request.ts'
import { createInjection, type InjectionPoint } from '../injectors/injection.ts'
import { type ProxyOptions, startProxy } from '../injectors/proxy.ts'
import { startSecretsEndpoint } from '../injectors/secrets-endpoint.ts'
import type { SeenSecret } from '../token/secrets-in.ts'
import { startController } from './server.ts'

export type PointsOptions = {
  /** Origins by plane; `null` for a plane without a proxy. */
  readonly upstreams: Readonly<Record<'api' | 'idp' | 'validation', string | null>>
  readonly secrets: boolean
  /** Ports of the injection points; 0, or none, takes a free port. */
  readonly ports: Readonly<Partial<Record<Plane, number>>>
  readonly control: number
  readonly silence: number
  readonly controlToken: string | null
} & Pick<ProxyOptions, 'tls'>

/** All injection points and their controller. */
export type Points = {
  readonly addresses: readonly { readonly name: string; readonly url: string }[]
  close(): Promise<void>
}

export async function openPoints(options: PointsOptions): Promise<Points> {
  await using opened = new AsyncDisposableStack()
  const secrets = createMemory()
  const injection = createInjection({ sawSecret: secrets.remember })
  const addresses: { name: string; url: string }[] = []
  const covered: Plane[] = options.secrets ? ['secrets'] : []
  const add = (name: string, point: InjectionPoint) => {
    opened.adopt(point, (one) => one.close())
    addresses.push({ name, url: point.url })
  }
  const tls = options.tls === undefined ? {} : { tls: options.tls }
  for (const plane of ['api', 'idp', 'validation'] as const) {
    const upstream = options.upstreams[plane]
    const port = options.ports[plane] ?? 0
    if (upstream !== null) covered.push(plane)
    if (upstream !== null) add(plane, await startProxy({ upstream, plane, injection, port, ...tls }))
  }
  if (options.secrets) {
    const upstream = new SecretsManagerClient(clientOptions)
    add(
      'secrets',
      await startSecretsEndpoint({
        injection,
        upstream,
        port: options.ports.secrets ?? 0,
        sawSecret: secrets.remember,
      }),
    )
  }
  const { control: port, silence, controlToken } = options
  const apiUrl = addresses.find(({ name }) => name === 'api')?.url ?? null
  const controller = { injection, port, silence, controlToken, planes: covered, secrets: secrets.all, apiUrl }
  add('controller', await startController(controller))
  const running = opened.move()
  return { addresses, close: () => running.disposeAsync() }
}

/** Secrets to look for in logs and answers, in memory only. Of more than this, the latest are kept. */
const maxSecrets = 2_000

function createMemory() {
  const kept = new Map<string, SeenSecret>()
  return {
    all: () => kept.values(),
    remember(secret: SeenSecret) {
      // A value that is known by several names is a secret if one of them is.
      const key = `${secret.field} ${secret.value}`
      kept.delete(key)
      kept.set(key, secret)
      for (const oldest of kept.keys()) if (kept.size > maxSecrets) kept.delete(oldest)
    },
  }
}
