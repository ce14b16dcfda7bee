import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { request } from 'undici'
import { openPoints } from '../../chaos/controller/points.ts'
import { parseExperiment } from '../../chaos/experiment/parse.ts'
import { experimentFor } from '../../chaos/experiment/template.ts'
import { storm } from '../../chaos/faults/storm.ts'
import type { ClientModule } from '../../chaos/lab/client.ts'
import { startWorld } from '../../chaos/lab/world.ts'
import { type Conditions, runExperiment } from '../../chaos/run-experiment.ts'
import { openRunFolder } from '../../chaos/safety/run-folder.ts'
import { tableClients } from '../../chaos/table/clients.ts'
import { type OrdersService, serving, startOrdersService } from '../support/orders-service.ts'

const idleClient: ClientModule = { createClient: () => ({ call: async () => ({ kind: 'ok' }), close: async () => {} }) }

/** A service behind injection points, and the same service without them. */
export type ServiceTarget = {
  readonly service: OrdersService
  readonly control: OrdersService
  readonly controllerUrl: string
  /** Proxy in front of the API. */
  readonly proxyUrl: string
  readonly logFile: string
  /** Ends the controller and its points. */
  kill(): Promise<void>
}

export type Targets = {
  readonly directory: string
  /** Starts a service with one of the example clients. A controller's points are in front of its API and its token endpoint. */
  start(name: keyof typeof tableClients): Promise<ServiceTarget>
  /** Starts a shop that needs the service, and a catalog that does not. */
  dependents(target: ServiceTarget): Promise<readonly { readonly name: string; readonly url: string }[]>
  close(): Promise<void>
}

/** Starts a sandbox in which services can be started. */
export async function openTargets(): Promise<Targets> {
  const open = new AsyncDisposableStack()
  const keep = <One extends { close(): Promise<void> }>(one: One) => open.adopt(one, (opened) => opened.close())
  const tokens = { format: 'opaque', ttlSeconds: 3_600 } as const
  const { api, oauth, store, service: identity } = keep(await startWorld({ client: idleClient, instances: 0, tokens }))
  const directory = await mkdtemp(join(tmpdir(), 'tokenwatch-service-'))
  open.defer(() => rm(directory, { recursive: true, force: true }))
  const upstreams = { api: api.url, idp: oauth.issuer, validation: null }
  return {
    directory,
    async start(name) {
      const points = keep(
        await openPoints({ upstreams, secrets: false, ports: {}, control: 0, silence: 30, controlToken: null }),
      )
      const at = (point: string) => points.addresses.find((one) => one.name === point)?.url ?? ''
      const logFile = join(directory, `${crypto.randomUUID()}.log`)
      await writeFile(logFile, '')
      const common = { client: await tableClients[name](), secretsManager: store.url, secretId: identity.secretId }
      const tokenUrl = oauth.tokenUrl.replace(oauth.issuer, at('idp'))
      return {
        service: keep(await startOrdersService({ ...common, api: at('api'), tokenUrl, logFile })),
        control: keep(await startOrdersService({ ...common, api: api.url, tokenUrl: oauth.tokenUrl, logFile: null })),
        controllerUrl: at('controller'),
        proxyUrl: at('api'),
        logFile,
        kill: points.close,
      }
    },
    async dependents({ service }) {
      const shop = keep(await serving(async () => ({ status: await statusFor(service), error: null })))
      const catalog = keep(await serving(async () => ({ status: 200, error: null })))
      return [
        { name: 'shop', url: shop.url },
        { name: 'catalog', url: catalog.url },
      ]
    },
    close: () => open.disposeAsync(),
  }
}

async function statusFor({ url }: OrdersService): Promise<number> {
  const { statusCode, body } = await request(url)
  await body.dump()
  return statusCode === 200 ? 200 : 502
}

/**
 * Parses an experiment that refuses all tokens of a service, with some fields changed. The service is observed for several times the
 * longest pause of its breaker, so that a recovery does not depend on the moment at which the fault ends.
 */
export function stormAgainst(
  { service, control, logFile }: ServiceTarget,
  change: object = {},
  sent: object = {},
  more: (file: ReturnType<typeof experimentFor>) => void = () => undefined,
) {
  const file = experimentFor(storm)
  const target = { kind: 'service', name: logFile, url: service.url, control: control.url }
  Object.assign(file.extensions[0] ?? {}, {
    target: { ...target, logs: [{ kind: 'file', path: logFile }] },
    load: { perSecond: 6 },
    phases: { baseline: '1200ms', fault: '1500ms', observe: '2500ms' },
    slo: { successRatio: 0.95, window: '500ms' },
    minEvidence: 1,
    ...change,
  })
  Object.assign(file.method[0]?.provider.arguments ?? {}, sent)
  more(file)
  const parsed = parseExperiment(JSON.stringify(file))
  assert.ok(parsed.ok, JSON.stringify(parsed))
  return parsed.experiment
}

/** Runs an experiment against a service. */
export function runAgainst(
  experiment: ReturnType<typeof stormAgainst>,
  { controllerUrl }: Pick<ServiceTarget, 'controllerUrl'>,
  folder: string,
  more: Partial<Conditions> = {},
): ReturnType<typeof runExperiment> {
  return runExperiment(experiment, {
    file: 'experiment.json',
    folder: openRunFolder(folder),
    controllerUrl,
    controlToken: null,
    signal: new AbortController().signal,
    monitored: false,
    dryRun: false,
    onEvent: () => undefined,
    ...more,
  })
}
