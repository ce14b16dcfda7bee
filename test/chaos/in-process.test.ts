import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { access, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { openPoints } from '../../chaos/controller/points.ts'
import { parseExperiment } from '../../chaos/experiment/parse.ts'
import { experimentFor } from '../../chaos/experiment/template.ts'
import { falseRefusal } from '../../chaos/faults/false-refusal.ts'
import type { FaultDefinition } from '../../chaos/faults/fault.ts'
import { rateLimited } from '../../chaos/faults/rate-limited.ts'
import { tokenMissing } from '../../chaos/faults/token-missing.ts'
import type { MetricName } from '../../chaos/measures/metric.ts'
import { unjudgedWords } from '../../chaos/report/words.ts'
import { runExperiment } from '../../chaos/run-experiment.ts'
import { undoChange } from '../../chaos/safety/inverse.ts'
import { openRunFolder } from '../../chaos/safety/run-folder.ts'
import { succeeded } from '../../functions/core/model/succeeded.ts'
import { until } from '../local/oauth/until.ts'
import { conclusive } from '../support/conclusive-run.ts'
import { freePort } from '../support/free-port.ts'
import { type HostileServer, startHostileServer } from '../support/hostile-server.ts'
import { extensionOf, sent } from './changed-experiment.ts'
import { inProcessService } from './in-process-service.ts'

const preload = fileURLToPath(import.meta.resolve('../../chaos/preload/register.ts'))
const chaos = import.meta.resolve('../../chaos/interceptor.ts')

let api: HostileServer
let directory: string
const started: ChildProcess[] = []

before(async () => {
  api = await startHostileServer({ kind: 'json', body: { ok: true } })
  // Below the project, so that the service finds undici.
  directory = await mkdtemp(join(fileURLToPath(new URL('../../node_modules/', import.meta.url)), '.in-process-'))
  await writeFile(join(directory, 'service.mjs'), inProcessService)
})
after(async () => {
  for (const child of started) {
    const ended = once(child, 'exit')
    child.kill('SIGKILL')
    await ended
  }
  await api.close()
  await rm(directory, { recursive: true, force: true })
})

async function startService(
  at: 'preload' | 'interceptor' | null,
  orders: string,
  log: string,
  more: Readonly<Record<string, string>> = {},
): Promise<string> {
  const port = await freePort()
  const plain = { PORT: String(port), API_URL: new URL(api.url).origin, LOG: log, ORDERS: orders, CHAOS: chaos }
  const own = { ...plain, ...more }
  const { TOKENWATCH_CHAOS_FILE: _, ...inherited } = process.env
  const env = { ...inherited, ...own, ...(at === null ? {} : { AT: at }) }
  const preloading = at === 'preload' ? { TOKENWATCH_CHAOS_FILE: orders } : {}
  const args = [...(at === 'preload' ? ['--import', preload] : []), join(directory, 'service.mjs')]
  const child = spawn(process.execPath, args, { env: { ...env, ...preloading }, stdio: 'ignore' })
  started.push(child)
  const url = `http://127.0.0.1:${port}/`
  await until(() => succeeded(fetch(url)), 30_000)
  return url
}

const surroundings = (folder: string) => ({
  file: join(folder, 'experiment.json'),
  folder: openRunFolder(join(folder, 'runs')),
  controllerUrl: null,
  controlToken: null,
  signal: new AbortController().signal,
  monitored: false,
  dryRun: false,
  onEvent: () => undefined,
})

describe('a fault at a point inside the service', { concurrency: true, timeout: 110_000 }, () => {
  for (const at of ['preload', 'interceptor'] as const)
    it(`is injected at the ${at} that the experiment names, and its order is gone afterwards`, async () => {
      const folder = await mkdtemp(join(tmpdir(), 'tokenwatch-in-process-'))
      const [orders, log] = [join(folder, 'orders.json'), join(folder, 'service.log')]
      await writeFile(log, '')
      const file = experimentFor(falseRefusal)
      Object.assign(extensionOf(file), {
        target: {
          kind: 'service',
          name: at,
          url: await startService(at, orders, log),
          control: await startService(null, orders, log),
          logs: [{ kind: 'file', path: log }],
          process: { file: 'orders.json', origins: { api: [new URL(api.url).origin] } },
        },
        load: { perSecond: 10 },
        phases: { baseline: '1s', fault: '2s', observe: '2s' },
        slo: { successRatio: 0.9, window: '500ms' },
      })
      Object.assign(sent(file), { at, params: { percent: 100 } })
      const parsed = parseExperiment(JSON.stringify(file))
      assert.ok(parsed.ok, JSON.stringify(parsed))
      const journal = await conclusive(() => runExperiment(parsed.experiment, surroundings(folder)))
      const seen = JSON.stringify(journal)
      // The service neither retries nor falls back, so all of its users fail while the fault is on, and none afterwards.
      assert.equal(journal.verdict, 'deviated', seen)
      assert.ok(Number(journal.measured?.fault.failed) > 5 && journal.measured?.recovery.ok, seen)
      assert.ok(journal.rollbackVerified, seen)
      assert.equal(await succeeded(access(orders)), false)
      await rm(folder, { recursive: true, force: true })
    })

  const unseen: readonly (readonly [FaultDefinition, readonly MetricName[]])[] = [
    [rateLimited, ['amplification.api', 'early_retries']],
    [tokenMissing, ['amplification.api', 'accepted_mutants']],
  ]
  for (const [definition, metrics] of unseen)
    it(`takes no figure of ${definition.id} from a proxy behind it: ${metrics.join(', ')} are not measured`, async () => {
      const folder = await mkdtemp(join(tmpdir(), 'tokenwatch-in-process-'))
      const [orders, log] = [join(folder, 'orders.json'), join(folder, 'service.log')]
      await writeFile(log, '')
      await using open = new AsyncDisposableStack()
      const points = open.adopt(
        await openPoints({
          upstreams: { api: new URL(api.url).origin, idp: null, validation: null },
          secrets: false,
          ports: {},
          control: 0,
          silence: 30,
          controlToken: null,
        }),
        (one) => one.close(),
      )
      const at = (name: string) => points.addresses.find((one) => one.name === name)?.url ?? assert.fail(name)
      // It retries five times at once. What the preload answers itself never reaches the proxy.
      const retrying = { API_URL: at('api'), RETRIES: '5' }
      const file = experimentFor(definition)
      Object.assign(extensionOf(file), {
        target: {
          kind: 'service',
          name: `retrying-${definition.number}`,
          url: await startService('preload', orders, log, retrying),
          control: await startService(null, orders, log),
          logs: [{ kind: 'file', path: log }],
          process: { file: 'orders.json', origins: { api: [at('api')] } },
        },
        load: { perSecond: 10 },
        phases: { baseline: '1s', fault: '2s', observe: '2s' },
        slo: { successRatio: 0.9, window: '500ms' },
      })
      Object.assign(sent(file), { at: 'preload' })
      const parsed = parseExperiment(JSON.stringify(file))
      assert.ok(parsed.ok, JSON.stringify(parsed))
      const journal = await conclusive(
        () =>
          runExperiment(parsed.experiment, {
            ...surroundings(folder),
            controllerUrl: at('controller'),
          }),
        1,
      )
      for (const metric of metrics) {
        assert.equal(journal.measured?.metrics[metric], null, metric)
        assert.ok(journal.unjudged.includes(metric), `${metric} stands beside the verdict`)
      }
      assert.match(unjudgedWords(journal.unjudged).join(), /a fault at the proxy/)
      await rm(folder, { recursive: true, force: true })
    })

  it('is refused without a file that the process follows, and its order can be undone by anybody', async () => {
    const file = experimentFor(falseRefusal)
    const target = { kind: 'service', name: 'orders', url: 'https://a.example', control: 'https://b.example' }
    Object.assign(extensionOf(file), { target })
    Object.assign(sent(file), { at: 'preload' })
    const parsed = parseExperiment(JSON.stringify(file))
    assert.ok(!parsed.ok)
    assert.match(parsed.refusals.join(), /let it follow an order file, and set target\.process/)
    const order = join(directory, 'left-behind.json')
    await writeFile(order, '{}')
    await undoChange({ kind: 'order-file', file: order })
    assert.equal(await succeeded(access(order)), false)
  })
})
