import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { clientOptions } from '../../functions/aws/clients.ts'
import { createInjection, type InjectionPoint } from '../injectors/injection.ts'
import { type ProxyOptions, startProxy } from '../injectors/proxy.ts'
import { startSecretsEndpoint } from '../injectors/secrets-endpoint.ts'
import { startController } from './server.ts'

export type PointsOptions = {
  /** Origins by conversation; null where no proxy is wanted. */
  readonly upstreams: Readonly<Record<'api' | 'idp' | 'validation', string | null>>
  readonly secrets: boolean
  /** Port of the API's proxy; 0 takes a free one. */
  readonly listen: number
  readonly control: number
  readonly silence: number
  readonly controlToken: string | null
} & Pick<ProxyOptions, 'tls'>

/** Every injection point with the controller that commands them. */
export type Points = {
  readonly addresses: readonly { readonly name: string; readonly url: string }[]
  close(): Promise<void>
}

export async function openPoints(options: PointsOptions): Promise<Points> {
  await using opened = new AsyncDisposableStack()
  const injection = createInjection()
  const addresses: { name: string; url: string }[] = []
  const add = (name: string, point: InjectionPoint) => {
    opened.adopt(point, (one) => one.close())
    addresses.push({ name, url: point.url })
  }
  const tls = options.tls === undefined ? {} : { tls: options.tls }
  for (const plane of ['api', 'idp', 'validation'] as const) {
    const upstream = options.upstreams[plane]
    const port = plane === 'api' ? options.listen : 0
    if (upstream !== null) add(plane, await startProxy({ upstream, plane, injection, port, ...tls }))
  }
  if (options.secrets) {
    const upstream = new SecretsManagerClient(clientOptions)
    add('secrets', await startSecretsEndpoint({ injection, upstream }))
  }
  const { control: port, silence, controlToken } = options
  add('controller', await startController({ injection, port, silence, controlToken }))
  const running = opened.move()
  return { addresses, close: () => running.disposeAsync() }
}
