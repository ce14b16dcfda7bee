import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { request } from 'undici'
import { connectController } from '../../chaos/controller/client.ts'
import { openPoints } from '../../chaos/controller/points.ts'
import { parseExperiment } from '../../chaos/experiment/parse.ts'
import { experimentFor } from '../../chaos/experiment/template.ts'
import { chooseFault } from '../../chaos/faults/catalogue.ts'
import type { InterceptedRequest } from '../../chaos/faults/request.ts'
import { tokenExpired } from '../../chaos/faults/token-expired.ts'
import { createInjection } from '../../chaos/injectors/injection.ts'
import type { ClientModule } from '../../chaos/lab/client.ts'
import { startWorld } from '../../chaos/lab/world.ts'
import { grantLease } from '../../chaos/safety/lease.ts'
import { tableClients } from '../../chaos/table/clients.ts'
import { partOf } from '../../chaos/token/jwt.ts'
import { portOf } from '../../local/loopback.ts'
import { conclusive } from '../support/conclusive-run.ts'
import { startOrdersService } from '../support/orders-service.ts'
import { extensionOf, sent } from './changed-experiment.ts'
import { runAgainst } from './service-target.ts'

const jwtUntil = (seconds: number, id: string) =>
  `${partOf({ alg: 'HS256' })}.${partOf({ exp: seconds, jti: id })}.${partOf({ signature: id })}`

describe('a token that the service used and that has ended', () => {
  const startSeconds = 1_700_000_000
  /** Sends tokens at the API, after answers of the token endpoint, and returns what is sent under the fault. */
  function sentAfter(
    tokens: readonly string[],
    passedSeconds: number,
    options: { granted?: object; margin?: number } = {},
  ) {
    let epochMs = startSeconds * 1_000
    const injection = createInjection({ epochMs: () => epochMs })
    const toApi = (token: string): InterceptedRequest => ({
      plane: 'api',
      method: 'GET',
      path: '/',
      headers: [['authorization', `Bearer ${token}`]],
      caller: 'orders-1',
    })
    if (options.granted !== undefined) {
      const asked = { plane: 'idp', method: 'POST', path: '/token', headers: [], caller: 'orders-1' } as const
      const { entry } = injection.decide(asked)
      const body = Buffer.from(JSON.stringify(options.granted))
      injection.ended(asked, entry, { status: 200, headers: {}, body })
    }
    for (const token of tokens) injection.decide(toApi(token))
    epochMs += passedSeconds * 1_000
    const settings = { marginSeconds: options.margin ?? 60 }
    const fault = chooseFault({ fault: 'token.expired-under-load', variant: 'expired_sent', settings })
    injection.arm({ fault, lease: grantLease(60), seed: 1, percent: 100, maxInjected: 9 })
    const { action } = injection.decide(toApi(tokens.at(-1) ?? ''))
    return action.kind === 'mutate' ? action.headers[0]?.[1] : action.kind
  }
  const [early, late] = [jwtUntil(startSeconds + 10, 'early'), jwtUntil(startSeconds + 3_600, 'late')]
  const opaque = 'an-opaque-token-of-the-service'
  const granted = { access_token: opaque, expires_in: 10, token_type: 'Bearer' }

  it('is sent once its end has passed by the margin: the exp of a JWT', () => {
    assert.equal(sentAfter([early, late], 71), `Bearer ${early}`)
    assert.equal(sentAfter([early, late], 69), 'pass')
    assert.equal(sentAfter([early, late], 11, { margin: 0 }), `Bearer ${early}`)
  })

  it('is sent if its lifetime was granted at the token endpoint', () => {
    assert.equal(sentAfter([opaque, late], 71, { granted }), `Bearer ${opaque}`)
    assert.equal(sentAfter([opaque, late], 71, { granted: { access_token: opaque } }), 'pass')
  })

  it('is not sent if nobody knows its end, or if it is the present one', () => {
    assert.equal(sentAfter([opaque, late], 100), 'pass')
    assert.equal(sentAfter([early], 100), 'pass')
    assert.equal(sentAfter(['a.b.c', late], 100), 'pass')
  })
})

describe('a plain service whose old token is used after its end', { concurrency: true, timeout: 110_000 }, () => {
  let directory: string
  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'tokenwatch-ended-'))
  })
  after(() => rm(directory, { recursive: true, force: true }))

  function experimentAt(urls: { readonly url: string; readonly control: string }, logFile: string) {
    const file = experimentFor(tokenExpired)
    Object.assign(extensionOf(file), {
      target: { kind: 'service', name: urls.url, ...urls, logs: [{ kind: 'file', path: logFile }] },
      load: { perSecond: 6 },
      phases: { baseline: '1500ms', fault: '1500ms', observe: '1500ms' },
      slo: { successRatio: 0.9, window: '500ms' },
      minEvidence: 1,
    })
    Object.assign(sent(file), { variant: 'expired_sent', at: undefined, params: { marginSeconds: 0 } })
    const parsed = parseExperiment(JSON.stringify(file))
    assert.ok(parsed.ok, JSON.stringify(parsed))
    return parsed.experiment
  }

  it('is judged by tokens of its own that really ended, without an issuer of ours', async () => {
    await using open = new AsyncDisposableStack()
    const keep = <One extends { close(): Promise<void> }>(one: One) => open.adopt(one, (opened) => opened.close())
    const idle: ClientModule = { createClient: () => ({ call: async () => ({ kind: 'ok' }), close: async () => {} }) }
    const tokens = { format: 'opaque', ttlSeconds: 3 } as const
    const world = keep(await startWorld({ client: idle, instances: 0, tokens }))
    const upstreams = { api: world.api.url, idp: world.oauth.issuer, validation: null }
    const points = keep(
      await openPoints({ upstreams, secrets: false, ports: {}, control: 0, silence: 30, controlToken: null }),
    )
    const at = (name: string) => points.addresses.find((one) => one.name === name)?.url ?? ''
    const logFile = join(directory, 'ended.log')
    await writeFile(logFile, '')
    const common = {
      client: await tableClients['with breaker'](),
      secretsManager: world.store.url,
      secretId: world.service.secretId,
    }
    const { issuer, tokenUrl } = world.oauth
    const throughPoints = { api: at('api'), tokenUrl: tokenUrl.replace(issuer, at('idp')) }
    const service = keep(await startOrdersService({ ...common, ...throughPoints, logFile }))
    const control = keep(await startOrdersService({ ...common, api: world.api.url, tokenUrl, logFile: null }))
    // The service uses tokens and replaces them, as it does all day.
    const controller = connectController(at('controller'))
    const grants = async () =>
      (await controller.observe()).wire.filter(({ lifetimeSeconds }) => lifetimeSeconds !== null)
    while ((await grants()).length < 2) {
      await (await request(service.url)).body.dump()
      await wait(100)
    }
    const experiment = experimentAt({ url: service.url, control: control.url }, logFile)
    const journal = await conclusive(() => runAgainst(experiment, { controllerUrl: at('controller') }, directory))
    const seen = JSON.stringify(journal)
    assert.ok(['resilient', 'deviated'].includes(journal.verdict), seen)
    assert.ok(Number(journal.measured?.evidence) > 0, seen)
    assert.equal(journal.measured?.metrics.accepted_mutants, 0, seen)
  })

  it('is insecure if its API never looks at the end', async () => {
    await using open = new AsyncDisposableStack()
    const serve = async (answer: (token: string | undefined) => Promise<number>) => {
      const server = createServer(async (asked, response) => {
        response.writeHead(await answer(asked.headers.authorization), { 'content-type': 'application/json' })
        response.end('{"orders":[]}')
      })
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
      open.defer(() => {
        server.closeAllConnections()
        server.close()
      })
      return `http://127.0.0.1:${portOf(server)}/`
    }
    const api = await serve(async (header) => (header?.startsWith('Bearer ey') === true ? 200 : 401))
    const upstreams = { api, idp: null, validation: null }
    const options = { upstreams, secrets: false, ports: {}, control: 0, silence: 30, controlToken: null }
    const points = open.adopt(await openPoints(options), (one) => one.close())
    const at = (name: string) => points.addresses.find((one) => one.name === name)?.url ?? ''
    const serviceOf = (target: string) =>
      serve(async () => {
        const second = Math.floor(Date.now() / 1_000)
        const authorization = `Bearer ${jwtUntil(second + 1, String(second))}`
        const { statusCode, body } = await request(target, { headers: { authorization } })
        await body.dump()
        return statusCode
      })
    const logFile = join(directory, 'careless.log')
    await writeFile(logFile, '')
    const urls = { url: await serviceOf(at('api')), control: await serviceOf(api) }
    const { verdict, measured } = await conclusive(
      () => runAgainst(experimentAt(urls, logFile), { controllerUrl: at('controller') }, directory),
      2,
    )
    assert.equal(verdict, 'insecure')
    assert.ok(Number(measured?.metrics.accepted_mutants) > 0)
  })
})
