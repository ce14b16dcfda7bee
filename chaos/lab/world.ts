import { randomUUID } from 'node:crypto'
import type { FaultDefinition } from '../faults/fault.ts'
import { createInjection, type Injection } from '../injectors/injection.ts'
import { isSecretField } from '../token/field-kind.ts'
import { type AlertPath, createAlertPath } from './alert-path.ts'
import type { ClientModule } from './client.ts'
import { createFleet, type Fleet } from './fleet.ts'
import type { LogLine } from './log-line.ts'
import { type LabServices, type ServiceIdentity, startServices } from './services.ts'

/** One sandbox: the servers, an injection point in front of each, and a fleet of one client. */
export type World = LabServices & {
  readonly injection: Injection
  readonly service: ServiceIdentity
  readonly fleet: Pick<Fleet, 'instances' | 'restart'>
  readonly alerts: AlertPath
  /** All secrets of this sandbox so far. None of them may appear in the fleet's output. */
  readonly canaries: Set<string>
  /** The fleet's log. */
  readonly log: readonly LogLine[]
  close(): Promise<void>
}

export type WorldOptions = {
  readonly client: ClientModule
  readonly instances: number
  readonly tokens: FaultDefinition['tokens']
}

const identity: Omit<ServiceIdentity, 'format' | 'ttlSeconds'> = {
  clientId: 'acme-orders',
  secretId: 'sandbox/orders',
  tokenSecretId: 'sandbox/orders-token',
  scopes: ['invoices:read', 'orders:write'],
}

/** Starts a sandbox on loopback, which takes a few dozen milliseconds. */
export async function startWorld({ client, instances, tokens }: WorldOptions): Promise<World> {
  await using started = new AsyncDisposableStack()
  const service = { ...identity, ...tokens }
  const clientSecret = randomUUID()
  const canaries = new Set<string>([clientSecret])
  const injection = createInjection({
    sawSecret: ({ field, value }) => isSecretField(field) && canaries.add(value),
  })
  const services = await startServices(started, { service, clientSecret, injection })
  const { api, token: tokenUrl, secretsManager } = services.urls
  const log: LogLine[] = []
  const alerts = createAlertPath()
  const fleet = createFleet(instances, (instance) =>
    client.createClient({
      api,
      tokenUrl,
      secretsManager,
      secretId: service.secretId,
      instance,
      log: (text) => void log.push({ atMs: performance.now(), text }),
      alert: alerts.send,
    }),
  )
  started.defer(() => fleet.close())
  const running = started.move()
  return { ...services, injection, service, fleet, alerts, canaries, log, close: () => running.disposeAsync() }
}
