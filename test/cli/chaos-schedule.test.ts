import assert from 'node:assert/strict'
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'
import { z } from 'zod'
import { experimentFor } from '../../chaos/experiment/template.ts'
import { storm } from '../../chaos/faults/storm.ts'
import { trendsOf } from '../../chaos/report/trend.ts'
import { aFolder, program, runCommand, tokenwatch } from '../support/command-line.ts'

const clients = fileURLToPath(new URL('../../examples/clients', import.meta.url))

const githubShape = z.looseObject({
  on: z.looseObject({ schedule: z.array(z.strictObject({ cron: z.string() })) }),
  jobs: z.strictObject({ chaos: z.looseObject({ steps: z.array(z.looseObject({ run: z.string().optional() })) }) }),
})
const gitlabShape = z.strictObject({
  'token-chaos': z.looseObject({ script: z.array(z.string()), rules: z.array(z.unknown()) }),
})

/** Writes an experiment against a client module. */
function experimentWith(client: string, environment: string): string {
  const file = experimentFor(storm, client)
  const phases = { baseline: '1s', fault: '2s', observe: '1s' }
  Object.assign(file.extensions[0] ?? {}, { environment, phases, slo: { successRatio: 0.5, window: '500ms' } })
  return JSON.stringify(file)
}

describe('tokenwatch chaos schedule', { timeout: 110_000 }, () => {
  let folder: Awaited<ReturnType<typeof aFolder>>
  before(async () => {
    folder = await aFolder()
    await writeFile(join(folder.path, 'leaks.json'), experimentWith(join(clients, 'naive.ts'), 'lab'))
    await writeFile(join(folder.path, 'elsewhere.json'), experimentWith(join(clients, 'naive.ts'), 'staging'))
    // The shell of the workflow finds this instead of the package that a pipeline installs.
    await mkdir(join(folder.path, 'bin'))
    const shim = `#!/bin/sh\nshift\nexec "${process.execPath}" "${program}" "$@"\n`
    await writeFile(join(folder.path, 'bin', 'npx'), shim)
    await chmod(join(folder.path, 'bin', 'npx'), 0o755)
  })
  after(() => folder.close())

  const schedule = (...args: readonly string[]) => tokenwatch(['chaos', 'schedule', ...args], { cwd: folder.path })

  it('writes a workflow for GitHub at the time that was asked for', async () => {
    const { code, stdout, stderr } = await schedule('leaks.json', '--at', '22:05')
    assert.deepEqual([code, stderr], [0, ''])
    assert.deepEqual(githubShape.parse(parse(stdout)).on.schedule, [{ cron: '5 22 * * *' }])
  })

  it('refuses an experiment that cannot be read, a time that is none, and a path that a shell would read', async () => {
    assert.equal((await schedule('missing.json')).code, 3)
    assert.match((await schedule('leaks.json', '--at', '24:00')).stderr, /--at: expected a time such as 03:17/)
    await writeFile(join(folder.path, 'a;b.json'), experimentWith(join(clients, 'naive.ts'), 'lab'))
    assert.match((await schedule('a;b.json')).stderr, /a path in a workflow may hold/)
  })

  it('writes a job whose exit code is the worst of its runs, and which reports all of them', async () => {
    const { stdout } = await schedule('elsewhere.json', 'leaks.json', 'elsewhere.json', '--ci', 'gitlab')
    const [, script = ''] = gitlabShape.parse(parse(stdout))['token-chaos'].script
    const PATH = `${join(folder.path, 'bin')}:${process.env['PATH']}`
    const run = await runCommand('bash', ['-e', '-c', script], { cwd: folder.path, env: { PATH } })
    // Refused, insecure, refused: 2 is worse than the 3 of the first and of the last.
    assert.equal(run.code, 2, run.stderr)
    assert.match(run.stdout, /elsewhere\.json: refused[\s\S]*: insecure[\s\S]*elsewhere\.json: refused/)
    assert.match(await readFile(join(folder.path, 'chaos.xml'), 'utf8'), /tests="1" failures="1"/)
    assert.match(await readFile(join(folder.path, 'chaos.html'), 'utf8'), /insecure/)
  })
})

describe('tokenwatch chaos run with several files', { timeout: 60_000 }, () => {
  let folder: Awaited<ReturnType<typeof aFolder>>
  before(async () => {
    folder = await aFolder()
    await writeFile(join(folder.path, 'leaks.json'), experimentWith(join(clients, 'naive.ts'), 'lab'))
    await writeFile(join(folder.path, 'broken.json'), experimentWith('broken.mjs', 'lab'))
    await writeFile(join(folder.path, 'broken.mjs'), 'export function createClient() { throw new TypeError("x") }')
  })
  after(() => folder.close())

  const run = (...args: readonly string[]) => tokenwatch(['chaos', 'run', ...args], { cwd: folder.path })

  it('keeps a security hole that was found, though the tool fails in another one', async () => {
    const { code, stdout, stderr } = await run('broken.json', 'leaks.json')
    assert.equal(code, 2, stderr)
    assert.match(stdout, /broken\.json: error of the tool\nTypeError\n[\s\S]*: insecure/)
    assert.equal((await run('broken.json', 'broken.json')).code, 7)
  })

  it('ends with 7, undoes the fault and keeps a journal if something throws that nobody catches', async () => {
    const throwing = `export * from ${JSON.stringify(join(clients, 'single-flight.ts'))}
setTimeout(() => { throw new TypeError('a-text-that-may-hold-a-secret') }, 1_500)`
    await writeFile(join(folder.path, 'throws.mjs'), throwing)
    await writeFile(join(folder.path, 'throws.json'), experimentWith('throws.mjs', 'lab'))
    const { code, stdout, stderr } = await run('throws.json')
    assert.equal(code, 7, stderr)
    assert.match(stderr, /nobody caught: TypeError; the run is aborted/)
    assert.match(stdout, /: (aborted|not-ready)\n[\s\S]*\.json/)
    assert.doesNotMatch(stderr + stdout, /a-text-that/)
  })

  it('refuses a report that could not be written, before anything is touched', async () => {
    const { code, stderr } = await run('leaks.json', '--report', 'nowhere/chaos.html', '--folder', 'untouched')
    assert.equal(code, 3)
    assert.match(stderr, /--report: there is no folder nowhere/)
    await assert.rejects(readFile(join(folder.path, 'untouched')), /ENOENT/)
  })
})

describe('the trend of an experiment', () => {
  const journal = (experimentHash: string, start: string, ratio: number) =>
    JSON.stringify({
      start,
      experiment: { title: 'A storm of refusals' },
      tokenwatch: { verdict: 'resilient', experimentHash, measured: { metrics: { success_ratio: ratio } } },
    })

  it('begins anew when the experiment was changed, though its title was not', () => {
    const trends = trendsOf([
      journal('sha256:a', '2026-11-01', 1),
      journal('sha256:a', '2026-11-02', 0.5),
      journal('sha256:b', '2026-11-03', 0.2),
    ])
    assert.deepEqual(
      trends.map(({ hash, verdicts, worse }) => [hash, verdicts.length, worse.length]),
      [
        ['sha256:a', 2, 1],
        ['sha256:b', 1, 0],
      ],
    )
  })

  const ofFaults = (start: string, ratios: readonly number[]) => ({
    start,
    experiment: { title: 'Two storms', description: '' },
    tokenwatch: {
      verdict: 'resilient',
      experimentHash: 'sha256:c',
      measured: null,
      faults: ratios.map((ratio) => ({
        fault: 'storm',
        variant: 'retry',
        measured: { metrics: { success_ratio: ratio, 'amplification.api': 1 } },
      })),
    },
  })

  it('has the figures of each of several faults, also of two that have one name', () => {
    const [trend] = trendsOf(
      [ofFaults('2026-11-01', [1, 1]), ofFaults('2026-11-02', [1, 0.5])].map((one) => JSON.stringify(one)),
    )
    assert.deepEqual(trend?.worse, [{ metric: 'fault 2, storm retry: success_ratio', before: 1, now: 0.5 }])
  })
})
