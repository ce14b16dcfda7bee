import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { request } from 'undici'
import { openPoints } from '../../chaos/controller/points.ts'
import { parseExperiment } from '../../chaos/experiment/parse.ts'
import { experimentFor } from '../../chaos/experiment/template.ts'
import type { FaultDefinition } from '../../chaos/faults/fault.ts'
import { issuerSettings } from '../../chaos/issuer/settings.ts'
import { tableClients } from '../../chaos/table/clients.ts'
import { freePort } from '../support/free-port.ts'
import { startOrdersService } from '../support/orders-service.ts'
import { startTrustingApi } from '../support/trusting-api.ts'
import { extensionOf, sent } from './changed-experiment.ts'

const clientSecret = 'the-client-secret-of-this-test-environment'

/** A service of a test environment that trusts the issuer of a controller, and the same service with an issuer of its own. */
export type IssuerTarget = {
  readonly directory: string
  readonly controllerUrl: string
  readonly issuerUrl: string
  readonly apiUrl: string
  /** Asks for a token, and returns its lifetime in seconds. */
  lifetime(): Promise<number>
  /** Builds an experiment against the service. */
  experiment(definition: FaultDefinition, variant: string, params?: object): ReturnType<typeof parseExperiment>
  close(): Promise<void>
}

export async function openIssuerTarget(
  format: 'opaque' | 'jwt',
  client: keyof typeof tableClients,
): Promise<IssuerTarget> {
  const open = new AsyncDisposableStack()
  const directory = await mkdtemp(join(tmpdir(), 'tokenwatch-issuer-'))
  open.defer(() => rm(directory, { recursive: true, force: true }))
  const logFile = join(directory, 'service.log')
  await writeFile(logFile, '')
  const environment = (log: string | null) => startEnvironment(open, { format, client, logFile: log })
  const [fault, control] = [await environment(logFile), await environment(null)]
  return {
    directory,
    controllerUrl: fault.at('controller'),
    issuerUrl: fault.at('issuer'),
    apiUrl: fault.at('api'),
    lifetime: () => lifetimeAt(fault.at('token')),
    experiment(definition, variant, params = {}) {
      const file = experimentFor(definition)
      Object.assign(extensionOf(file), {
        target: {
          kind: 'service',
          name: 'orders',
          url: fault.service.url,
          control: control.service.url,
          issuer: { secret: true },
          logs: [{ kind: 'file', path: logFile }],
        },
        load: { perSecond: 10 },
        phases: { baseline: '800ms', fault: '1200ms', observe: '1500ms' },
        slo: { successRatio: 0.9, window: '500ms' },
        minEvidence: 1,
      })
      Object.assign(sent(file), { variant, params, at: undefined })
      return parseExperiment(JSON.stringify(file))
    },
    close: () => open.disposeAsync(),
  }
}

async function lifetimeAt(tokenUrl: string): Promise<number> {
  const authorization = `Basic ${Buffer.from(`acme-orders:${clientSecret}`).toString('base64')}`
  const headers = { authorization, 'content-type': 'application/x-www-form-urlencoded' }
  const answer = await request(tokenUrl, { method: 'POST', headers, body: 'grant_type=client_credentials' })
  return Object(await answer.body.json()).expires_in
}

type Environment = {
  readonly format: 'opaque' | 'jwt'
  readonly client: keyof typeof tableClients
  readonly logFile: string | null
}

/** Starts an API that trusts the issuer of a controller, and a service that gets its tokens there. */
async function startEnvironment(open: AsyncDisposableStack, { format, client, logFile }: Environment) {
  const keep = <One extends { close(): Promise<void> }>(one: One) => open.adopt(one, (opened) => opened.close())
  const port = await freePort()
  const settings = issuerSettings.parse({
    clientId: 'acme-orders',
    scopes: ['invoices:read', 'orders:write'],
    format,
    audience: 'https://orders.example',
    secret: { id: 'sandbox/orders', fields: { id: 'id', secret: 'secret' } },
  })
  const points = keep(
    await openPoints({
      upstreams: { api: `http://127.0.0.1:${port}`, idp: null, validation: null },
      issuer: { settings, clientSecret },
      secrets: false,
      ports: {},
      control: 0,
      silence: 30,
      controlToken: null,
    }),
  )
  const at = (point: string) => points.addresses.find(({ name }) => name === point)?.url ?? ''
  keep(await startTrustingApi(at('issuer'), port, { clientId: 'api', clientSecret }))
  const dependencies = { api: at('api'), tokenUrl: at('token'), secretsManager: at('secrets') }
  const options = { ...dependencies, client: await tableClients[client](), secretId: 'sandbox/orders', logFile }
  return { at, service: keep(await startOrdersService(options)) }
}
