import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { after, before, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { request } from 'undici'
import { connectController } from '../../chaos/controller/client.ts'
import { experimentFor } from '../../chaos/experiment/template.ts'
import { falseRefusal } from '../../chaos/faults/false-refusal.ts'
import { type HostileServer, startHostileServer } from '../support/hostile-server.ts'
import { fc, runsOf } from '../support/property.ts'

const cli = fileURLToPath(import.meta.resolve('../../cli/tokenwatch.ts'))

/** Silence after which a fault ends. It is short, because every runner dies here. */
const silence = '1s'

const controlToken = { TOKENWATCH_CHAOS_CONTROL_TOKEN: 'control-token-of-this-test' }

let api: HostileServer
let controllerProcess: ChildProcess
let urls: { api: string; controller: string }
let directory: string

before(
  async () => {
    api = await startHostileServer({ kind: 'json', body: { ok: true } })
    directory = await mkdtemp(join(tmpdir(), 'tokenwatch-kill-'))
    const serve = ['chaos', 'serve', '--api', api.url, '--silence', silence]
    controllerProcess = spawn(process.execPath, [cli, ...serve], { env: { ...process.env, ...controlToken } })
    urls = await addressesOf(controllerProcess)
    await writeFile(join(directory, 'allow.json'), JSON.stringify({ environments: ['sandbox'] }))
    await writeFile(join(directory, 'experiment.json'), JSON.stringify(experiment()))
  },
  { timeout: 60_000 },
)

after(async () => {
  controllerProcess.kill('SIGTERM')
  await once(controllerProcess, 'exit')
  await api.close()
  await rm(directory, { recursive: true, force: true })
})

async function addressesOf({ stdout }: ChildProcess) {
  const found = new Map<string, string>()
  if (stdout === null) throw new Error('the controller was started without a pipe')
  for await (const line of createInterface(stdout)) {
    const [name = '', url = ''] = line.split(' ')
    found.set(name, url)
    if (name === 'controller') break
  }
  return { api: found.get('api') ?? '', controller: found.get('controller') ?? '' }
}

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
  ]
  const env = { ...process.env, ...controlToken, TOKENWATCH_CHAOS_CONTROLLER: urls.controller }
  return spawn(process.execPath, [cli, ...args], { env, stdio: ['ignore', 'ignore', 'pipe'] })
}

const controller = () =>
  connectController(urls.controller, { controlToken: controlToken.TOKENWATCH_CHAOS_CONTROL_TOKEN })

async function isHealthy(): Promise<boolean> {
  const { statusCode, body } = await request(`${urls.api}/me`)
  await body.dump()
  return statusCode === 200
}

/** Waits until a condition is true, for as long as a slow machine may need. */
async function eventually(isSo: () => Promise<boolean>): Promise<void> {
  const givenUpAt = performance.now() + 20_000
  while (!(await isSo())) {
    if (performance.now() > givenUpAt) throw new Error('waited in vain')
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

/** Moments of a run, as it prints them. `spawned` is before it has done anything. */
const moments = ['spawned', 'steady_before', 'injected', 'first_injection'] as const

async function reached({ stderr }: ChildProcess, moment: (typeof moments)[number]): Promise<void> {
  if (moment === 'spawned' || stderr === null) return
  for await (const line of createInterface(stderr)) if (line.includes(moment)) return
}

describe('a runner that is killed', () => {
  it('leaves a service that becomes healthy by itself, whenever the runner dies', { timeout: 110_000 }, async () => {
    const runs = fc.tuple(fc.constantFrom(...moments), fc.integer({ min: 0, max: 400 }))
    await fc.assert(
      fc.asyncProperty(runs, async ([moment, afterMs]) => {
        const runner = startRunner(await mkdtemp(join(directory, 'run-')))
        await reached(runner, moment)
        await new Promise((resolve) => setTimeout(resolve, afterMs))
        const ended = once(runner, 'exit')
        runner.kill('SIGKILL')
        await ended
        await eventually(isHealthy)
        await eventually(async () => !(await controller().isLive()))
        assert.ok(await isHealthy())
      }),
      { numRuns: runsOf(3), endOnFailure: true, examples: [[['first_injection', 0]]] },
    )
  })

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
    const reset = async (...more: readonly string[]): Promise<number> => {
      const args = ['chaos', 'reset', '--folder', folder, '--allow', join(directory, 'allow.json'), ...more]
      const env = { ...process.env, ...controlToken }
      const [code] = await once(spawn(process.execPath, [cli, ...args], { env, stdio: 'ignore' }), 'exit')
      return code
    }
    // Nobody has agreed.
    assert.equal(await reset(), 7)
    assert.equal((await readdir(join(folder, 'undo'))).length, 1)
    assert.equal(await reset('--yes'), 0)
    assert.ok(await isHealthy())
    assert.deepEqual(await readdir(join(folder, 'undo')), [])
  })
})
