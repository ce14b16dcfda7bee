import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { exportJWK, exportSPKI, generateKeyPair, SignJWT } from 'jose'
import { request } from 'undici'
import { openPoints } from '../../chaos/controller/points.ts'
import { parseExperiment } from '../../chaos/experiment/parse.ts'
import { experimentFor } from '../../chaos/experiment/template.ts'
import { type FaultChoice, faultOf } from '../../chaos/faults/catalogue.ts'
import type { ExperimentJournal } from '../../chaos/report/journal.ts'
import { runExperiment } from '../../chaos/run-experiment.ts'
import { openRunFolder } from '../../chaos/safety/run-folder.ts'
import { startCounter } from './counter.ts'
import { serve } from './serve.ts'
import type { ServerKeys, ServerLibrary } from './server-library.ts'

/** A fault against an API that a library guards: the tool's journal, and what the counter saw between the injection point and the API. */
export type ServerRow = {
  readonly journal: ExperimentJournal
  readonly counted: {
    /** Requests whose credential was not the one that the service has. */
    readonly altered: number
    /** Number of them that the API served. */
    readonly accepted: number
  }
}

const issuer = 'https://issuer.example/'
const audience = 'https://orders.example'

/** Makes a key pair, a server that publishes its public half, and a token. */
async function startKeys(open: AsyncDisposableStack) {
  const { publicKey, privateKey } = await generateKeyPair('RS256', { extractable: true })
  const key = { ...(await exportJWK(publicKey)), kid: 'one', alg: 'RS256', use: 'sig' }
  const jwksUrl = await serve(open, (_asked, response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ keys: [key] }))
  })
  const token = await new SignJWT({ scope: 'invoices:read' })
    .setProtectedHeader({ alg: 'RS256', kid: 'one', typ: 'JWT' })
    .setIssuer(issuer)
    .setAudience(audience)
    .setSubject('orders')
    .setIssuedAt()
    .setExpirationTime('1h')
    .sign(privateKey)
  const keys: ServerKeys = { publicPem: await exportSPKI(publicKey), jwksUrl, issuer, audience }
  return { keys, token }
}

/** Runs a fault against an API that a library guards. The service in front of it sends each request once. */
export async function playServerLibrary(
  library: ServerLibrary,
  require: NodeJS.Require,
  { choice, careless }: { readonly choice: FaultChoice; readonly careless: boolean },
): Promise<ServerRow> {
  await using open = new AsyncDisposableStack()
  const directory = await mkdtemp(join(tmpdir(), 'tokenwatch-servers-'))
  open.defer(() => rm(directory, { recursive: true, force: true }))
  const { keys, token } = await startKeys(open)
  const api = await serve(open, await library.load(require, keys, careless))
  const counter = open.adopt(await startCounter(api), (one) => one.close())
  const upstreams = { api: counter.url, idp: null, validation: null }
  const points = await openPoints({ upstreams, secrets: false, ports: {}, control: 0, silence: 30, controlToken: null })
  open.defer(() => points.close())
  const at = (name: string) => points.addresses.find((one) => one.name === name)?.url ?? ''
  const serviceAt = (url: string) =>
    serve(open, async (_asked, response) => {
      const { statusCode, body } = await request(`${url}/invoices`, { headers: { authorization: `Bearer ${token}` } })
      await body.dump()
      response.writeHead(statusCode === 200 ? 200 : 502, { 'content-type': 'application/json' })
      response.end(statusCode === 200 ? '{}' : '{"error":"credential_rejected"}')
    })
  const urls = { url: await serviceAt(at('api')), control: await serviceAt(api) }
  const result = await runExperiment(experimentOf(choice, urls), {
    file: 'x.json',
    folder: openRunFolder(directory),
    controllerUrl: at('controller'),
    controlToken: null,
    signal: new AbortController().signal,
    monitored: false,
    dryRun: false,
    onEvent: () => undefined,
  })
  assert.ok('journal' in result, JSON.stringify(result))
  // The tool asks without a token, before the fault, to learn how the API refuses.
  const altered = counter.seen.filter(({ authorization, byTool }) => !byTool && authorization !== `Bearer ${token}`)
  const accepted = altered.filter(({ status }) => status === 200).length
  return { journal: result.journal, counted: { altered: altered.length, accepted } }
}

function experimentOf({ fault, variant }: FaultChoice, urls: { readonly url: string; readonly control: string }) {
  const file = experimentFor(faultOf(fault) ?? assert.fail(fault))
  Object.assign(file.extensions[0] ?? {}, {
    target: { kind: 'service', name: 'library', ...urls },
    load: { perSecond: 12 },
    phases: { baseline: '600ms', fault: '1200ms', observe: '900ms' },
    slo: { successRatio: 0.95, window: '400ms' },
    minEvidence: 5,
  })
  Object.assign(file.method[0]?.provider.arguments ?? {}, { variant, at: 'proxy' })
  const parsed = parseExperiment(JSON.stringify(file))
  assert.ok(parsed.ok, JSON.stringify(parsed))
  return parsed.experiment
}
