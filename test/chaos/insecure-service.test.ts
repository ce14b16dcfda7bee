import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { SignJWT } from 'jose'
import { request } from 'undici'
import { openPoints } from '../../chaos/controller/points.ts'
import { parseExperiment } from '../../chaos/experiment/parse.ts'
import { experimentFor } from '../../chaos/experiment/template.ts'
import type { FaultDefinition } from '../../chaos/faults/fault.ts'
import { tokenMissing } from '../../chaos/faults/token-missing.ts'
import { validationSlow } from '../../chaos/faults/validation-slow.ts'
import { unjudgedWords } from '../../chaos/report/words.ts'
import { runExperiment } from '../../chaos/run-experiment.ts'
import { openRunFolder } from '../../chaos/safety/run-folder.ts'
import { objectIn } from '../../chaos/token/jwt.ts'
import { portOf } from '../../local/loopback.ts'
import { conclusive } from '../support/conclusive-run.ts'

const open = new AsyncDisposableStack()
after(() => open.disposeAsync())

async function serving(answer: (request: IncomingMessage, response: ServerResponse) => unknown): Promise<string> {
  const listener: RequestListener = (incoming, response) => void answer(incoming, response)
  const server = createServer(listener)
  await once(server.listen(0, '127.0.0.1'), 'listening')
  open.defer(() => {
    server.close()
    server.closeAllConnections()
  })
  return `http://127.0.0.1:${portOf(server)}`
}

const json = (response: ServerResponse, status: number, body: unknown) =>
  void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))

const token = await new SignJWT({ sub: 'orders' })
  .setProtectedHeader({ alg: 'HS256' })
  .setExpirationTime('1h')
  .sign(new TextEncoder().encode('key-of-the-issuer-0123456789abcdef'))

/** An API that asks a validator about each token, and decides by itself if the validator is away. */
type WhenAway = (given: string) => boolean

type Stage = {
  readonly whenAway: WhenAway
  readonly remembers?: boolean
  readonly etag?: boolean
  readonly verifies?: boolean
}

/** Starts a validator, an API and a service that calls the API, with a controller's points between them. */
async function stage({ whenAway, remembers = false, etag = false, verifies = true }: Stage) {
  const validator = await serving((_request, response) => json(response, 200, { active: true }))
  const known = new Set<string>()
  let introspection = validator
  const isGood = async (given: string): Promise<boolean> => {
    if (remembers && known.has(given)) return true
    const body = `token=${encodeURIComponent(given)}`
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    const answer = await request(introspection, { method: 'POST', headers, body })
    await answer.body.dump()
    if (answer.statusCode !== 200) return whenAway(given)
    known.add(given)
    return given === token
  }
  const api = await serving(async ({ headers }, response) => {
    const given = headers.authorization?.replace(/^Bearer /, '')
    const isIn = !verifies || (given !== undefined && (await isGood(given)))
    if (!isIn) return json(response, 401, { error: 'invalid_token' })
    if (etag && headers['if-none-match'] === '"1"') return response.writeHead(304).end()
    response.setHeader('etag', '"1"')
    return json(response, 200, { invoices: [] })
  })
  const upstreams = { api, idp: null, validation: validator }
  const points = await openPoints({ upstreams, secrets: false, ports: {}, control: 0, silence: 30, controlToken: null })
  open.defer(() => points.close())
  const at = (name: string) => points.addresses.find((one) => one.name === name)?.url ?? ''
  introspection = at('validation')
  const serviceOf = (url: string) =>
    serving(async (_request, response) => {
      const conditional = etag ? { 'if-none-match': '"1"' } : {}
      const answer = await request(`${url}/invoices`, { headers: { authorization: `Bearer ${token}`, ...conditional } })
      await answer.body.dump()
      const isServed = answer.statusCode < 400
      json(response, isServed ? 200 : 502, isServed ? {} : { error: 'provider_unavailable' })
    })
  return { api, controllerUrl: at('controller'), service: await serviceOf(at('api')), control: await serviceOf(api) }
}

type Started = Awaited<ReturnType<typeof stage>>

/** Runs a fault against the stage and returns the verdict with its reasons. */
async function verdictOf(
  { api, controllerUrl, service, control }: Started,
  definition: FaultDefinition,
  variant: string,
) {
  const file = experimentFor(definition)
  const target = { kind: 'service', name: 'orders', url: service, control, protectedUrl: `${api}/invoices` }
  Object.assign(file.extensions[0] ?? {}, {
    target,
    load: { perSecond: 12 },
    phases: { baseline: '700ms', fault: '3500ms', observe: '1500ms' },
    slo: { successRatio: 0.5, window: '500ms' },
  })
  Object.assign(file.method[0]?.provider.arguments ?? {}, { variant, at: definition.variants[variant]?.points[0] })
  const parsed = parseExperiment(JSON.stringify(file))
  assert.ok(parsed.ok, JSON.stringify(parsed))
  const directory = await mkdtemp(join(tmpdir(), 'tokenwatch-insecure-'))
  open.defer(() => rm(directory, { recursive: true, force: true }))
  const { experiment } = parsed
  const surroundings = { file: 'x.json', folder: openRunFolder(directory), controllerUrl, controlToken: null }
  const { signal } = new AbortController()
  return conclusive(() =>
    runExperiment(experiment, { ...surroundings, signal, monitored: false, dryRun: false, onEvent: () => undefined }),
  )
}

describe('a service whose API is', { concurrency: true, timeout: 110_000 }, () => {
  it('decoding without verifying while validation is away is insecure, though it refuses garbage', async () => {
    const started = await stage({ whenAway: (given) => objectIn(given.split('.')[1] ?? '') !== null })
    const { verdict, measured, unjudged } = await verdictOf(started, validationSlow, 'failing')
    assert.equal(verdict, 'insecure')
    // No log was named, so nobody has looked for secrets and causes in one.
    assert.ok(unjudged.includes('leaked_secrets') && unjudged.includes('diagnosis_correct'), unjudged.join())
    assert.match(unjudgedWords(unjudged).join('\n'), /leaked_secrets .*target\.logs/)
    assert.ok(Number(measured?.metrics.fail_open) > 0)
  })

  it('never asking about a token that it knows is not resilient: the fault met only the calls of this tool', async () => {
    const started = await stage({ whenAway: () => false, remembers: true })
    const { verdict, verdictReasons, measured } = await verdictOf(started, validationSlow, 'failing')
    assert.equal(verdict, 'inconclusive', JSON.stringify(verdictReasons))
    assert.match(JSON.stringify(verdictReasons), /reached the service 0 times/)
    const validation = measured?.contacts.fault.find(({ plane }) => plane === 'validation')
    assert.ok(validation !== undefined && validation.changed.service === 0 && validation.changed.tool > 0)
  })

  it('answering 304 to a request without a token is insecure', async () => {
    const unguarded = await stage({ whenAway: () => true, etag: true, verifies: false })
    // Its protected URL is not protected either, so only the mutant shows it.
    assert.equal((await verdictOf(unguarded, tokenMissing, 'absent')).verdict, 'insecure')
  })
})
