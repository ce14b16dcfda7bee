import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { access, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { after, before, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { experimentFor } from '../../chaos/experiment/template.ts'
import { falseRefusal } from '../../chaos/faults/false-refusal.ts'
import { storm } from '../../chaos/faults/storm.ts'
import { succeeded } from '../../functions/core/model/succeeded.ts'
import { type CommandHost, openCommandHost } from '../support/command-host.ts'

const cli = fileURLToPath(import.meta.resolve('../../cli/tokenwatch.ts'))
const clients = fileURLToPath(import.meta.resolve('../../examples/clients'))
const minutes = { timeout: 100_000 }

let directory: string
let host: CommandHost
before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tokenwatch-chaos-'))
  host = openCommandHost()
})
after(async () => {
  await host.close()
  await rm(directory, { recursive: true, force: true })
})

/** Runs a command that ends by itself, in the process of the host. */
async function hosted(...args: readonly string[]) {
  const { code, stdout, stderr } = await host.run(['chaos', ...args], { cwd: directory })
  return { code, out: stdout, err: stderr }
}

function start(...args: readonly string[]): ChildProcess {
  return spawn(process.execPath, [cli, 'chaos', ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
}

async function ended(child: ChildProcess) {
  const [out, err]: [string[], string[]] = [[], []]
  child.stdout?.on('data', (chunk: Buffer) => out.push(String(chunk)))
  child.stderr?.on('data', (chunk: Buffer) => err.push(String(chunk)))
  const [code] = await once(child, 'close')
  return { code, out: out.join(''), err: err.join('') }
}

/** Experiment in the lab that takes a few seconds. Its steady state requires only half of the calls to succeed, for busy machines. */
async function experiment(
  name: string,
  client: string,
  change: (ours: object, sent: object) => void = () => {},
): Promise<string> {
  const file = experimentFor(name === 'abort' ? falseRefusal : storm, join(clients, client))
  const [ours] = file.extensions
  const sent = file.method[0]?.provider.arguments
  assert.ok(ours && sent)
  Object.assign(ours, {
    phases: { baseline: '1s', fault: '2s', observe: '1s' },
    slo: { successRatio: 0.5, window: '500ms' },
  })
  change(ours, sent)
  const path = join(directory, `${name}.json`)
  await writeFile(path, JSON.stringify(file))
  return path
}

const exists = (path: string) => succeeded(access(path))

/** A run in which the machine stalled is inconclusive. */
const trendOfTwo = /<h2>Trend over 2 runs<\/h2><p>(?=[^<]*insecure)[\w-]+, [\w-]+<\/p>/

describe('tokenwatch chaos', () => {
  it('lists all nineteen faults with the reason that the monitor gives', async () => {
    const { code, out } = await hosted('list')
    assert.equal(code, 0)
    assert.equal(out.split('\n').filter((line) => /^F\d+ /.test(line)).length, 19)
  })

  it('finds the code of the example clients that uses tokens, and names the points that cover it', async () => {
    const { code, out } = await hosted('points', clients)
    assert.equal(code, 0)
    assert.match(out, /steps\.ts:\d+ {2}reads a secret {2}secrets-endpoint/)
    assert.match(out, /steps\.ts:\d+ {2}asks for a token {2}proxy/)
  })

  it('plans an experiment without touching anything', async () => {
    const { code, out } = await hosted('plan', await experiment('plan', 'naive.ts'))
    assert.equal(code, 0)
    assert.match(out, /injects storm \(unauthorized\) at proxy/)
  })

  it(
    'checks the steady state in a dry run, counts the requests that would be hit, and changes nothing',
    minutes,
    async () => {
      const folder = join(directory, 'dry')
      const { code, out, err } = await ended(
        start('run', await experiment('dry', 'naive.ts'), '--folder', folder, '--dry-run'),
      )
      assert.equal(code, 0, err)
      assert.match(
        out,
        /injects storm[\s\S]*\d+ requests passed that the fault could have met\n {2}ready to run; nothing was touched/,
      )
      assert.ok(!(await exists(join(folder, 'journals'))) && !(await exists(join(folder, 'undo'))))
      assert.doesNotMatch(err, /injected/)
    },
  )

  const refusals: readonly (readonly [title: string, expected: RegExp, change: Parameters<typeof experiment>[2]])[] = [
    [
      'an environment that is on no list',
      /environment: not on the allow-list/,
      (ours) => Object.assign(ours, { environment: 'staging' }),
    ],
    [
      'a client that is not there',
      /target\.client: no module/,
      (ours) => Object.assign(ours, { target: { kind: 'lab', client: './nobody.ts' } }),
    ],
    ['an experiment without a lease', /lease: /, (_ours, sent) => Reflect.deleteProperty(sent, 'lease')],
    ['an unknown fault', /fault: unknown/, (_ours, sent) => Object.assign(sent, { fault: 'token.eaten' })],
  ]
  for (const [title, expected, change] of refusals)
    it(`refuses ${title} with exit code 3, and leaves no trace`, async () => {
      const folder = join(directory, `refused-${refusals.findIndex(([one]) => one === title)}`)
      const { code, err } = await ended(
        start('run', await experiment('refused', 'naive.ts', change), '--folder', folder),
      )
      assert.equal(code, 3, err)
      assert.match(err, expected)
      assert.ok(!(await exists(join(folder, 'journals'))) && !(await exists(join(folder, 'undo'))))
    })

  it('refuses a plan whose fault no request would hit', async () => {
    const few = await experiment('few', 'naive.ts', (ours) =>
      Object.assign(ours, { load: { perSecond: 0.1 }, phases: { baseline: '1s', fault: '1s', observe: '1s' } }),
    )
    const { code, err } = await hosted('plan', few)
    assert.equal(code, 3)
    assert.match(err, /makes no call during phases\.fault/)
  })

  it('ends with 2 for a client that prints its token, and writes a report that does not', minutes, async () => {
    const folder = join(directory, 'insecure')
    const report = join(directory, 'report.html')
    const { code, out, err } = await ended(
      start('run', await experiment('insecure', 'naive.ts'), '--folder', folder, '--report', report, '--repeat', '2'),
    )
    assert.equal(code, 2, err)
    assert.match(out, /insecure\n {2}leaked_secrets is \d+, expected at most 0/)
    assert.match(err, /steady_before[\s\S]*injected[\s\S]*first_injection[\s\S]*stopped {2}a secret was found/)
    const html = await readFile(report, 'utf8')
    assert.match(html, /<p class="verdict insecure">insecure<\/p>/)
    assert.match(html, trendOfTwo)
    assert.doesNotMatch(html, /Bearer [\w.-]{20}|https?:\/\/(?!127)/)
    const junit = await hosted('report', '--folder', folder, '--format', 'junit')
    assert.match(junit.out, /tests="2" failures="[12]"[\s\S]*<failure message="[^"]*" type="insecure"/)
    const trend = await hosted('report', '--folder', folder)
    assert.match(trend.out, /^A storm of refusals: (?=.*insecure)[\w-]+, [\w-]+\n/)
  })

  it(
    'stops when the kill switch is turned on, removes the fault and ends with 6; no run begins until it is off',
    minutes,
    async () => {
      const folder = join(directory, 'abort')
      const file = await experiment('abort', 'single-flight-with-breaker.ts', (ours, sent) => {
        Object.assign(ours, { phases: { baseline: '1s', fault: '30s', observe: '1s' } })
        Object.assign(sent, { lease: '60s' })
      })
      const run = start('run', file, '--folder', folder)
      const result = ended(run)
      assert.ok(run.stderr)
      for await (const line of createInterface(run.stderr)) if (line.includes('injected')) break
      await hosted('abort', '--folder', folder)
      assert.equal((await result).code, 6)
      const again = await ended(start('run', file, '--folder', folder))
      assert.equal(again.code, 3)
      assert.match(again.err, /kill switch is on/)
      assert.equal((await hosted('reset', '--folder', folder)).code, 0)
    },
  )
})
