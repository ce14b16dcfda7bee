import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { after, before, describe, it } from 'node:test'
import { request } from 'undici'
import { connectController } from '../../chaos/controller/client.ts'
import { experimentFor } from '../../chaos/experiment/template.ts'
import { falseRefusal } from '../../chaos/faults/false-refusal.ts'
import { until } from '../local/oauth/until.ts'
import { type HostileServer, startHostileServer } from '../support/hostile-server.ts'
import { fc, runsOf } from '../support/property.ts'
import { cli, controlToken, type Served, startServing, stopServing } from './served-points.ts'

/** Wait for a service that becomes healthy by itself, on a slow machine. */
const limitMs = 20_000

let api: HostileServer
let served: Served
let urls: Served['urls']
let directory: string

before(
  async () => {
    api = await startHostileServer({ kind: 'json', body: { ok: true } })
    directory = await mkdtemp(join(tmpdir(), 'tokenwatch-kill-'))
    await writeFile(join(directory, 'allow.json'), JSON.stringify({ environments: ['sandbox'] }))
    served = await serve()
    urls = served.urls
    await writeFile(join(directory, 'experiment.json'), JSON.stringify(experiment()))
  },
  { timeout: 60_000 },
)

after(async () => {
  await stopServing(served)
  await api.close()
  await rm(directory, { recursive: true, force: true })
})

const serve = () => startServing(api.url, join(directory, 'allow.json'))

/** Builds an experiment that refuses every request to the service's API for a minute, unless it is ended. */
function experiment() {
  const file = experimentFor(falseRefusal)
  const [ours] = file.extensions
  const [inject] = file.method
  assert.ok(ours && inject)
  Object.assign(inject.provider.arguments, { params: { percent: 100 }, lease: '60s' })
  Object.assign(ours, {
    environment: 'sandbox',
    target: { kind: 'service', name: 'orders', url: urls.api, control: api.url, instances: 1 },
    load: { perSecond: 10 },
    phases: { baseline: '400ms', fault: '30s', observe: '1s' },
    slo: { successRatio: 0.5, window: '400ms' },
  })
  return file
}

function startRunner(folder: string): ChildProcess {
  const args = [
    'chaos',
    'run',
    join(directory, 'experiment.json'),
    '--allow',
    join(directory, 'allow.json'),
    '--folder',
    folder,
    '--debug',
  ]
  const env = { ...process.env, ...controlToken, TOKENWATCH_CHAOS_CONTROLLER: urls.controller }
  return spawn(process.execPath, [cli, ...args], { env, stdio: ['ignore', 'ignore', 'pipe'] })
}

const controller = () =>
  connectController(urls.controller, { controlToken: controlToken.TOKENWATCH_CHAOS_CONTROL_TOKEN })

async function isHealthy(): Promise<boolean> {
  const answer = await request(`${urls.api}/me`).catch(() => null)
  await answer?.body.dump()
  return answer?.statusCode === 200
}

const isFaultless = async (): Promise<boolean> =>
  !(await controller()
    .isLive()
    .catch(() => true))

/** Moments of a run, as it prints them. `spawned` is before it has done anything. */
const moments = ['spawned', 'steady_before', 'injected', 'first_injection'] as const

async function reached({ stderr }: ChildProcess, moment: (typeof moments)[number]): Promise<void> {
  if (moment === 'spawned' || stderr === null) return
  for await (const line of createInterface(stderr)) if (line.includes(moment)) return
}

/** Parts of an experiment that can die. */
const parts = ['runner', 'points', 'supervisor'] as const

async function kill(part: (typeof parts)[number], runner: ChildProcess): Promise<void> {
  if (part === 'points') process.kill(served.pointsPid(), 'SIGKILL')
  const killed = part === 'supervisor' ? served.supervisor : runner
  const ended = once(killed, 'exit')
  if (part !== 'points') killed.kill('SIGKILL')
  if (part !== 'points') await ended
}

/** Ends the runner. Nobody starts the points of a dead supervisor again, so they are stopped and served anew. */
async function cleanUp(part: (typeof parts)[number], runner: ChildProcess): Promise<void> {
  if (runner.exitCode === null && runner.signalCode === null) {
    const ended = once(runner, 'exit')
    runner.kill('SIGKILL')
    await ended
  }
  if (part !== 'supervisor') return
  await stopServing(served)
  served = await serve()
  urls = served.urls
  await writeFile(join(directory, 'experiment.json'), JSON.stringify(experiment()))
}

describe('any part that is killed', () => {
  it('leaves a service that becomes healthy by itself, whenever it dies', { timeout: 110_000 }, async () => {
    const deaths = fc.tuple(fc.constantFrom(...parts), fc.constantFrom(...moments), fc.integer({ min: 0, max: 400 }))
    await fc.assert(
      fc.asyncProperty(deaths, async ([part, moment, afterMs]) => {
        const runner = startRunner(await mkdtemp(join(directory, 'run-')))
        await reached(runner, moment)
        await new Promise((resolve) => setTimeout(resolve, afterMs))
        await kill(part, runner)
        await until(isHealthy, limitMs)
        await until(isFaultless, limitMs)
        assert.ok(await isHealthy(), part)
        await cleanUp(part, runner)
      }),
      { numRuns: runsOf(4), endOnFailure: true, examples: parts.map((part) => [[part, 'first_injection', 0]]) },
    )
  })
})

describe('a controller whose points die', { timeout: 60_000 }, () => {
  it('starts again on the same ports without a fault, and the run says so in its journal', async () => {
    const folder = await mkdtemp(join(directory, 'run-'))
    const runner = startRunner(folder)
    await reached(runner, 'first_injection')
    const said: string[] = []
    runner.stderr?.on('data', (chunk) => said.push(String(chunk)))
    const before = served.pointsPid()
    const ended = once(runner, 'exit')
    process.kill(before, 'SIGKILL')
    const [code] = await ended
    assert.equal(code, 6, said.join(''))
    assert.notEqual(served.pointsPid(), before)
    assert.ok(await isHealthy())
    const [name = ''] = await readdir(join(folder, 'journals'))
    const journal = await readFile(join(folder, 'journals', name), 'utf8')
    assert.match(journal, /was started again; no fault is on and requests pass/)
    assert.deepEqual(await readdir(join(folder, 'undo')), [])
  })
})

describe('a runner that is killed', () => {
  it('has written down how to undo its fault, and chaos reset does so at once', {
    timeout: 60_000,
  }, async () => {
    const folder = await mkdtemp(join(directory, 'run-'))
    const runner = startRunner(folder)
    await reached(runner, 'first_injection')
    const ended = once(runner, 'exit')
    runner.kill('SIGKILL')
    await ended
    assert.equal((await readdir(join(folder, 'undo'))).length, 1)
    let said = ''
    const reset = async (...more: readonly string[]): Promise<number> => {
      const args = ['chaos', 'reset', '--folder', folder, '--allow', join(directory, 'allow.json'), ...more]
      const env = { ...process.env, ...controlToken }
      const child = spawn(process.execPath, [cli, ...args], { env, stdio: ['ignore', 'pipe', 'ignore'] })
      said = ''
      child.stdout.on('data', (chunk) => {
        said += String(chunk)
      })
      const [code] = await once(child, 'close')
      return code
    }
    // Nobody has agreed.
    assert.equal(await reset(), 7)
    assert.equal((await readdir(join(folder, 'undo'))).length, 1)
    assert.equal(await reset('--yes'), 0)
    assert.ok(await isHealthy())
    assert.deepEqual(await readdir(join(folder, 'undo')), [])
    const locked = /^still locked: orders\.lock of run [\w-]+; the lock ends with that run, or in (\d+) s if it died$/m
    assert.ok(Number(locked.exec(said)?.[1]) > 30, said)
  })
})
