import assert from 'node:assert/strict'
import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openPoints } from '../../chaos/controller/points.ts'
import { parseExperiment } from '../../chaos/experiment/parse.ts'
import { experimentFor } from '../../chaos/experiment/template.ts'
import { type FaultChoice, faultOf } from '../../chaos/faults/catalogue.ts'
import type { ExperimentJournal } from '../../chaos/report/journal.ts'
import { runExperiment } from '../../chaos/run-experiment.ts'
import { openRunFolder } from '../../chaos/safety/run-folder.ts'
import { type Counter, startCounter } from './counter.ts'
import type { SendByLibrary } from './library.ts'
import { serve } from './serve.ts'

const token = 'token-of-the-library-0123456789abcdef'

/** Failures that are planted, so that the oracle which looks for them has to see them. */
export type Planted = 'token in the log' | 'no check of tokens' | null

export type LibraryRow = {
  readonly journal: ExperimentJournal
  /** Requests for one call during the fault, by the counter; and answers that only the fault gives. */
  readonly counted: { readonly perCall: number; readonly refused: number }
}

type Stage = {
  readonly urls: { readonly url: string; readonly control: string }
  readonly controllerUrl: string
  readonly counter: Counter
  readonly directory: string
  readonly logFile: string
  /** Times of the calls to the service whose requests are counted. */
  readonly calls: readonly number[]
}

type Opened = { readonly open: AsyncDisposableStack; readonly send: SendByLibrary; readonly planted: Planted }

function startApi({ open, planted }: Opened): Promise<string> {
  return serve(open, ({ headers }, response) => {
    const isIn = planted === 'no check of tokens' || headers.authorization === `Bearer ${token}`
    response.writeHead(isIn ? 200 : 401, { 'content-type': 'application/json' })
    response.end(JSON.stringify(isIn ? { invoices: [] } : { error: 'invalid_token' }))
  })
}

/** Starts an API, the tool's injection point, the counter, and a service with and without them. */
async function startStage(opened: Opened): Promise<Stage> {
  const { open, send, planted } = opened
  const directory = await mkdtemp(join(tmpdir(), 'tokenwatch-libraries-'))
  open.defer(() => rm(directory, { recursive: true, force: true }))
  const logFile = join(directory, 'service.log')
  await writeFile(logFile, '')
  const api = await startApi(opened)
  const upstreams = { api, idp: null, validation: null }
  const points = await openPoints({ upstreams, secrets: false, ports: {}, control: 0, silence: 30, controlToken: null })
  open.defer(() => points.close())
  const at = (name: string) => points.addresses.find((one) => one.name === name)?.url ?? ''
  const counter = open.adopt(await startCounter(at('api')), (one) => one.close())
  const calls: number[] = []
  const service = (url: string, isWatched: boolean) =>
    serve(open, async (_request, response) => {
      if (isWatched) calls.push(performance.now())
      const status = await send(`${url}/invoices`, token)
      const line = planted === 'token in the log' ? `refused ${token}` : causeOf(status)
      if (status !== 200) await appendFile(logFile, `${line}\n`)
      response.writeHead(status === 200 ? 200 : 502, { 'content-type': 'application/json' })
      response.end(status === 200 ? '{}' : JSON.stringify({ error: causeOf(status) }))
    })
  const urls = { url: await service(counter.url, true), control: await service(api, false) }
  return { urls, controllerUrl: at('controller'), counter, directory, logFile, calls }
}

function experimentOf({ fault, variant }: FaultChoice, { urls, logFile }: Stage) {
  const file = experimentFor(faultOf(fault) ?? assert.fail(fault))
  Object.assign(file.extensions[0] ?? {}, {
    target: { kind: 'service', name: 'library', ...urls, logs: [{ kind: 'file', path: logFile }] },
    load: { perSecond: 12 },
    phases: { baseline: '800ms', fault: '2s', observe: '1500ms' },
    slo: { successRatio: 0.95, window: '500ms' },
  })
  Object.assign(file.method[0]?.provider.arguments ?? {}, { variant, at: 'proxy' })
  const parsed = parseExperiment(JSON.stringify(file))
  assert.ok(parsed.ok, JSON.stringify(parsed))
  return parsed.experiment
}

/** Runs a fault against a service that uses a library, with a counter between the service and the injection point. */
export async function playLibrary(send: SendByLibrary, choice: FaultChoice, planted: Planted): Promise<LibraryRow> {
  await using open = new AsyncDisposableStack()
  const stage = await startStage({ open, send, planted })
  let [from, to] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]
  const result = await runExperiment(experimentOf(choice, stage), {
    file: 'x.json',
    folder: openRunFolder(stage.directory),
    controllerUrl: stage.controllerUrl,
    controlToken: null,
    signal: new AbortController().signal,
    monitored: false,
    dryRun: false,
    onEvent({ event }) {
      if (event === 'injected') from = performance.now()
      if (event === 'removed') to = performance.now()
    },
  })
  assert.ok('journal' in result, JSON.stringify(result))
  const isDuring = (atMs: number) => atMs >= from && atMs <= to
  const during = stage.counter.seen.filter(({ atMs }) => isDuring(atMs))
  const perCall = during.length / Math.max(1, stage.calls.filter(isDuring).length)
  const refused = stage.counter.seen.filter(({ status }) => status !== 200).length
  return { journal: result.journal, counted: { perCall, refused } }
}

/** Words of the log that name the true cause. */
function causeOf(status: number): string {
  if (status === 401) return 'credential_rejected'
  if (status === 403) return 'missing_scope'
  return status === 429 ? 'rate_limited' : 'provider_unavailable'
}
