import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { clientOptions } from '../../functions/aws/clients.ts'
import type { Plane } from '../faults/request.ts'
import { createInjection, type InjectionPoint } from '../injectors/injection.ts'
import { type ProxyOptions, startProxy } from '../injectors/proxy.ts'
import { startSecretsEndpoint } from '../injectors/secrets-endpoint.ts'
import { type Issuer, type IssuerOptions, openIssuer } from '../issuer/issuer.ts'
import type { SeenSecret } from '../token/secrets-in.ts'
import type { ServedEnvironment } from './fault-routes.ts'
import { askAsTool } from './intruder-control.ts'
import { startController } from './server.ts'

export type PointsOptions = {
  /** Origins by plane; `null` for a plane without a proxy. */
  readonly upstreams: Readonly<Record<'api' | 'idp' | 'validation', string | null>>
  readonly secrets: boolean
  /** The controller's own issuer; `null` for none. */
  readonly issuer?: Pick<IssuerOptions, 'settings' | 'clientSecret'> | null
  /** Ports of the injection points; 0, or none, takes a free port. */
  readonly ports: Readonly<Partial<Record<Plane | 'issuer', number>>>
  /** Environment that the controller's own allow-list names; `null` only in tests. */
  readonly environment?: ServedEnvironment | null
  readonly control: number
  readonly silence: number
  readonly controlToken: string | null
} & Pick<ProxyOptions, 'tls'>

/** All injection points and their controller. */
export type Points = {
  readonly addresses: readonly { readonly name: string; readonly url: string }[]
  /** Ends the fault that is on, if there is one. */
  endFault(): void
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
  const issuer = await openOwnIssuer(options, { injection, opened, apiUrl, sawSecret: secrets.remember })
  if (issuer !== null) covered.push('idp', 'validation', ...(issuer.secretsUrl === null ? [] : ['secrets' as const]))
  for (const [name, url] of issuer === null ? [] : addressesOf(issuer)) addresses.push({ name, url })
  const { environment = null } = options
  const own = { environment, driver: issuer?.driver ?? null, changeable: changeableIn(issuer) }
  const controller = { injection, port, silence, controlToken, planes: covered, secrets: secrets.all, apiUrl, ...own }
  add('controller', await startController(controller))
  const running = opened.move()
  return { addresses, endFault: () => injection.disarm('stopped'), close: () => running.disposeAsync() }
}

type Surroundings = Pick<IssuerOptions, 'injection' | 'sawSecret'> & {
  readonly opened: AsyncDisposableStack
  readonly apiUrl: string | null
}

async function openOwnIssuer(
  { issuer = null, ports }: PointsOptions,
  { injection, opened, apiUrl, sawSecret }: Surroundings,
): Promise<Issuer | null> {
  if (issuer === null) return null
  return opened.adopt(
    await openIssuer({
      ...issuer,
      injection,
      sawSecret,
      ports: { issuer: ports.issuer ?? 0, secrets: ports.secrets ?? 0 },
      async showToken(accessToken) {
        const path = injection.paths.readable()[0]
        if (apiUrl !== null && path !== undefined) await askAsTool(apiUrl, path, accessToken)
      },
    }),
    (one) => one.close(),
  )
}

const addressesOf = ({ issuerUrl, tokenUrl, secretsUrl }: Issuer): readonly (readonly [string, string])[] => [
  ['issuer', issuerUrl],
  ['token', tokenUrl],
  ...(secretsUrl === null ? [] : [['secrets', secretsUrl] as const]),
]

function changeableIn(issuer: Issuer | null): readonly ('issuer' | 'secret')[] {
  if (issuer === null) return []
  return issuer.secretsUrl === null ? ['issuer'] : ['issuer', 'secret']
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
