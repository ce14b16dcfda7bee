import assert from 'node:assert/strict'
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { bareEnvironment, program } from '../support/command-line.ts'
import { freePort } from '../support/free-port.ts'
import { isLongRun } from '../support/long-run.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const page = await readFile(join(root, 'docs/first-chaos-experiment.md'), 'utf8')
const blocks = [...page.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, block = '']) => block)

const hasPython = (() => {
  try {
    execFileSync('python3', ['-c', 'import http.server, urllib.request'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
})()

/** Reason to leave the service in Go out; false where Go is installed. */
const withoutGo = (() => {
  try {
    execFileSync('go', ['version'], { stdio: 'ignore' })
    return false
  } catch {
    return 'Go is not installed here; with it, this test builds and runs examples/services/orders.go'
  }
})()

/** Waits, like a reader, until the servers that a block has started answer. */
const patience = (urls: readonly string[]) =>
  urls.map(
    (url) =>
      `for i in $(seq 300); do "$NODE" -e 'fetch("${url}").then(() => 0, () => process.exit(1))' && break; sleep 0.1; done`,
  )

/** Runs the commands of the page in a folder of its own, on free ports. */
async function tryPage(change: (script: string) => string) {
  const folder = await mkdtemp(join(tmpdir(), 'tokenwatch-first-'))
  try {
    await cp(join(root, 'examples/services'), join(folder, 'examples/services'), { recursive: true })
    await mkdir(join(folder, 'bin'))
    const shim = `#!/bin/sh\nshift\nexec "${process.execPath}" "${program}" "$@"\n`
    await writeFile(join(folder, 'bin/npx'), shim, { mode: 0o755 })
    await symlink(process.execPath, join(folder, 'bin/node'))
    const ports = new Map<string, number>()
    for (const port of new Set(page.match(/\b4[01]0\d\b/g))) ports.set(port, await freePort())
    const onFreePorts = (script: string) => script.replace(/\b4[01]0\d\b/g, (port) => String(ports.get(port)))
    const [servers = '', services = '', ...rest] = blocks
    const wait = (...known: readonly string[]) => patience(known.map((port) => `http://127.0.0.1:${port}/`)).join('\n')
    const parts = [servers, wait('4000', '4001', '4003'), change(services), wait('4100', '4101'), ...rest]
    const script = ['set -e', 'trap "kill 0" EXIT', onFreePorts(parts.join('\n'))].join('\n')
    const PATH = `${join(folder, 'bin')}:${process.env['PATH']}`
    const shell = spawn('bash', ['-c', script], {
      cwd: folder,
      env: { ...bareEnvironment(folder), PATH, NODE: process.execPath, PYTHONDONTWRITEBYTECODE: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    })
    const [stdout, stderr] = await Promise.all([text(shell.stdout), text(shell.stderr), once(shell, 'close')])
    const report = await readFile(join(folder, 'chaos.html'), 'utf8').catch(() => '')
    return { stdout, stderr, report }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

describe('the page "your first chaos experiment in ten minutes"', { concurrency: true, timeout: 110_000 }, () => {
  it('has six steps, and commands for five of them', () => {
    assert.equal(page.match(/^## \d/gm)?.length, 6)
    assert.equal(blocks.length, 5)
  })

  it('ends with the verdict that it names, for the service in TypeScript', async () => {
    const { stdout, stderr, report } = await tryPage((services) => services)
    assert.match(
      stdout,
      /requests passed that the fault could have met[\s\S]*ready to run; nothing was touched/,
      stderr,
    )
    assert.match(stdout, /The token is missing from the request: resilient/, `${stdout}\n${stderr}`)
    assert.match(report, /<p class="verdict resilient">/)
  })

  // The commands are the same, and a run of the page takes 3 s of a core.
  const itWhenLong = isLongRun ? it : it.skip
  itWhenLong('does so for the service in Python', { skip: !hasPython }, async () => {
    const { stdout, stderr } = await tryPage((services) =>
      services.replaceAll('node examples/services/orders.ts', 'python3 examples/services/orders.py'),
    )
    assert.match(stdout, /The token is missing from the request: resilient/, `${stdout}\n${stderr}`)
  })

  it('does so for the service in Go', { skip: withoutGo }, async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tokenwatch-go-'))
    try {
      const built = join(folder, 'orders')
      const source = join(root, 'examples/services/orders.go')
      // The standard library is compiled once for each user of the machine.
      execFileSync('go', ['build', '-o', built, source], { stdio: ['ignore', 'ignore', 'inherit'] })
      const { stdout, stderr } = await tryPage((services) =>
        services.replaceAll('node examples/services/orders.ts', built),
      )
      assert.match(stdout, /The token is missing from the request: resilient/, `${stdout}\n${stderr}`)
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  })
})
