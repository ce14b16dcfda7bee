import assert from 'node:assert/strict'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { request } from 'undici'
import { connectController } from '../../chaos/controller/client.ts'
import { openPoints } from '../../chaos/controller/points.ts'
import { parseExperiment } from '../../chaos/experiment/parse.ts'
import { experimentFor } from '../../chaos/experiment/template.ts'
import { chooseFault } from '../../chaos/faults/catalogue.ts'
import { storm } from '../../chaos/faults/storm.ts'
import type { ClientModule } from '../../chaos/lab/client.ts'
import { startWorld, type World } from '../../chaos/lab/world.ts'
import { type ExperimentResult, runExperiment } from '../../chaos/run-experiment.ts'
import { openRunFolder } from '../../chaos/safety/run-folder.ts'
import { tableClients } from '../../chaos/table/clients.ts'
import { type OrdersService, serving, startOrdersService } from '../support/orders-service.ts'

const noClient: ClientModule = { createClient: () => ({ call: async () => ({ kind: 'ok' }), close: async () => {} }) }

const open = new AsyncDisposableStack()
let world: World
let directory: string
before(async () => {
  const tokens = { format: 'opaque', ttlSeconds: 3_600 } as const
  world = open.adopt(await startWorld({ client: noClient, instances: 0, tokens }), (one) => one.close())
  directory = await mkdtemp(join(tmpdir(), 'tokenwatch-service-'))
  open.defer(() => rm(directory, { recursive: true, force: true }))
})
after(() => open.disposeAsync())

type Standing = {
  readonly service: OrdersService
  readonly control: OrdersService
  readonly controllerUrl: string
  /** The proxy before the API. */
  readonly proxyUrl: string
  readonly logFile: string
}

/** A service with a controller's points before its API and its token endpoint, and the same without. */
async function standing(name: keyof typeof tableClients): Promise<Standing> {
  const { api, oauth, store, service: identity } = world
  const points = open.adopt(
    await openPoints({
      upstreams: { api: api.url, idp: oauth.issuer, validation: null },
      ...{ secrets: false, listen: 0, control: 0, silence: 30, controlToken: null },
    }),
    (one) => one.close(),
  )
  const at = (point: string) => points.addresses.find((one) => one.name === point)?.url ?? ''
  const logFile = join(directory, `${crypto.randomUUID()}.log`)
  await writeFile(logFile, '')
  const client = await tableClients[name]()
  const common = { client, secretsManager: store.url, secretId: identity.secretId }
  const behind = { api: at('api'), tokenUrl: oauth.tokenUrl.replace(oauth.issuer, at('idp')) }
  const start = async (options: Parameters<typeof startOrdersService>[0]) =>
    open.adopt(await startOrdersService(options), (one) => one.close())
  return {
    service: await start({ ...common, ...behind, logFile }),
    control: await start({ ...common, api: api.url, tokenUrl: oauth.tokenUrl, logFile: null }),
    controllerUrl: at('controller'),
    proxyUrl: at('api'),
    logFile,
  }
}

/** A storm of refusals at the service, with something changed. */
function experiment({ service, control, logFile }: Standing, change: object = {}, sent: object = {}) {
  const file = experimentFor(storm)
  const target = { kind: 'service', name: logFile, url: service.url, control: control.url }
  Object.assign(file.extensions[0] ?? {}, {
    target: { ...target, logs: [{ kind: 'file', path: logFile }] },
    load: { perSecond: 6 },
    phases: { baseline: '1200ms', fault: '1500ms', observe: '1500ms' },
    minEvidence: 1,
    ...change,
  })
  Object.assign(file.method[0]?.provider.arguments ?? {}, sent)
  const parsed = parseExperiment(JSON.stringify(file))
  assert.ok(parsed.ok, JSON.stringify(parsed))
  return parsed.experiment
}

const result = (what: ReturnType<typeof experiment>, { controllerUrl }: Standing, folder = directory) =>
  runExperiment(what, {
    file: 'experiment.json',
    folder: openRunFolder(folder),
    controllerUrl,
    controlToken: null,
    signal: new AbortController().signal,
    monitored: false,
    dryRun: false,
    onEvent: () => undefined,
  })

async function journalOf(
  outcome: Awaited<ReturnType<typeof result>>,
): Promise<ExperimentResult['journal']['tokenwatch']> {
  assert.ok('journal' in outcome, JSON.stringify(outcome))
  return outcome.journal.tokenwatch
}

/** On a machine so busy that nothing can be said, it is tried again. */
async function conclude(what: ReturnType<typeof experiment>, stand: Standing, left = 3): ReturnType<typeof journalOf> {
  const journal = await journalOf(await result(what, stand))
  const saysNothing = journal.verdict === 'inconclusive' || journal.verdict === 'not-ready'
  return saysNothing && left > 1 ? conclude(what, stand, left - 1) : journal
}

/** A shop that needs the service, and a catalog that does not. */
async function downstream({ service }: Standing) {
  const needing = await serving(async () => {
    const { statusCode, body } = await request(service.url)
    await body.dump()
    return { status: statusCode === 200 ? 200 : 502, error: null }
  })
  const alone = await serving(async () => ({ status: 200, error: null }))
  for (const one of [needing, alone]) open.defer(() => one.close())
  return [
    { name: 'shop', url: needing.url },
    { name: 'catalog', url: alone.url },
  ]
}

describe('a running service', { concurrency: true, timeout: 110_000 }, () => {
  it('is resilient when it holds its contract and its own log names the cause, and takes along whom the propagation matrix names', async () => {
    const stand = await standing('with breaker')
    const services = await downstream(stand)
    const { verdict, verdictReasons, measured, unmeasured, propagation } = await conclude(
      experiment(stand, { propagation: { services } }),
      stand,
    )
    assert.equal(verdict, 'resilient', JSON.stringify(verdictReasons))
    assert.equal(measured?.metrics.diagnosis_correct, 1)
    assert.equal(measured.metrics.leaked_secrets, 0)
    // No point stands before its secret store, and nobody knocks: not measured, and told so.
    assert.equal(measured.metrics['amplification.secrets'], null)
    assert.ok(unmeasured.includes('amplification.secrets') && unmeasured.includes('fail_open'))
    const [hurt, untouched] = propagation
    assert.ok(
      hurt && hurt.service === 'shop' && hurt.baseline === 0 && hurt.delta > 0 && hurt.firstFailureSeconds !== null,
    )
    assert.deepEqual(untouched, { service: 'catalog', baseline: 0, fault: 0, delta: 0, firstFailureSeconds: null })
  })

  it('is insecure when its own log holds a token, which never comes into the runner or its journal', async () => {
    const stand = await standing('naive')
    const { verdict, leaks } = await conclude(experiment(stand), stand)
    assert.equal(verdict, 'insecure')
    assert.match(leaks[0]?.where ?? '', /^log .+\.log$/)
    assert.match(leaks[0]?.fingerprint ?? '', /^sha256:[0-9a-f]{8}$/)
  })

  it('names the wrong cause when its words are those of another one', async () => {
    const stand = await standing('with breaker')
    const diagnosis = { right: ['token was revoked'], wrong: ['credential_rejected'] }
    const { verdict, verdictReasons } = await conclude(experiment(stand, { diagnosis }), stand)
    assert.equal(verdict, 'deviated')
    assert.ok(verdictReasons.some((reason) => 'metric' in reason && reason.metric === 'diagnosis_correct'))
  })
})

describe('a controller', () => {
  it('strikes no oftener than the budget of an order allows, and finds secrets in texts that it alone knows', async () => {
    const { proxyUrl, controllerUrl } = await standing('with breaker')
    const controller = connectController(controllerUrl)
    const ask = async (token: string) => {
      const { statusCode, body } = await request(`${proxyUrl}/me`, { headers: { authorization: `Bearer ${token}` } })
      await body.dump()
      return statusCode
    }
    const refusing = chooseFault({ fault: 'rate.limited', variant: 'seconds' })
    const order = { fault: refusing, leaseSeconds: 60, seed: 1, percent: 100, pathPrefix: '', maxInjected: 3 }
    await controller.inject(order)
    const statuses = []
    for (const name of ['first', 'second', 'third', 'fourth', 'fifth'])
      statuses.push(await ask(`token-of-the-${name}-caller`))
    assert.deepEqual(statuses, [429, 429, 429, 401, 401])
    assert.equal((await controller.observe()).counts.injected, 3)
    const found = await controller.leaksIn('log', [
      'nothing here',
      'Bearer token-of-the-third-caller',
      'token-of-nobody',
    ])
    assert.deepEqual(
      found.map(({ where, count }) => [where, count]),
      [['log', 1]],
    )
  })
})

describe('a service that cannot be broken as asked', { concurrency: true, timeout: 110_000 }, () => {
  const untouched = async (stand: Standing, folder: string) => {
    const answer = await request(new URL('/v1/view', stand.controllerUrl))
    const { counts } = (await answer.body.json()) as { counts: { eligible: number } }
    assert.equal(counts.eligible, 0)
    assert.deepEqual(await readdir(join(folder, 'undo')).catch(() => []), [])
  }

  it('is refused before anything is touched when no request passes by that the fault could meet', async () => {
    const stand = await standing('with breaker')
    const folder = await mkdtemp(join(directory, 'run-'))
    const elsewhere = experiment(stand, {}, { match: { path: '/nowhere' } })
    const { verdict, verdictReasons } = await journalOf(await result(elsewhere, stand, folder))
    assert.equal(verdict, 'refused')
    assert.match(JSON.stringify(verdictReasons), /no request that the fault could act on/)
    await untouched(stand, folder)
  })

  it('is refused when its requests are signed with AWS Signature 4', async () => {
    const stand = await standing('with breaker')
    const signed = {
      authorization: 'AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20261126/eu-central-1/x/aws4_request',
    }
    const folder = await mkdtemp(join(directory, 'run-'))
    await (await request(`${stand.proxyUrl}/me`, { headers: signed })).body.dump()
    const { verdict, verdictReasons } = await journalOf(await result(experiment(stand), stand, folder))
    assert.equal(verdict, 'refused')
    assert.match(JSON.stringify(verdictReasons), /AWS Signature 4/)
    await untouched(stand, folder)
  })

  it('is refused when a log of it cannot be read', async () => {
    const stand = await standing('with breaker')
    const refused = await result(experiment({ ...stand, logFile: join(directory, 'nowhere.log') }), stand)
    assert.ok('refusals' in refused)
    assert.deepEqual(refused.refusals, ['target.logs[0]: cannot be read'])
  })
})
