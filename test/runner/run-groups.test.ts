import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'

describe('a run of tests that share a process', () => {
  const root = mkdtempSync(join(tmpdir(), 'tokenwatch-runner-'))
  after(() => rmSync(root, { recursive: true }))

  const write = (name: string, source: string) => writeFileSync(join(root, name), source)
  write('good.test.mjs', `import { it } from 'node:test'\nit('holds', () => {})`)
  write('other.test.mjs', `import { it } from 'node:test'\nit('holds too', () => {})`)
  write(
    'hook.test.mjs',
    `import { beforeEach, it } from 'node:test'\nbeforeEach(() => console.log('hooked'))\nit('holds', () => {})`,
  )
  write('bad.test.mjs', `import { it } from 'node:test'\n\nit('breaks', () => { throw new Error('planted') })`)
  write('lost.test.mjs', `import './nowhere.mjs'`)
  write(
    'untracked.test.mjs',
    `import assert from 'node:assert/strict'
     import { executionAsyncId } from 'node:async_hooks'
     import { it } from 'node:test'
     it('holds', async () => {
       await null
       assert.equal(executionAsyncId(), 0)
     })`,
  )

  function runGroup(...files: readonly string[]) {
    const { NODE_TEST_CONTEXT: _, ...env } = process.env
    const runner = new URL('./run-groups.ts', import.meta.url)
    const options = JSON.stringify({ root, concurrency: 1 })
    write(
      'run.mjs',
      `import { runGroups } from '${runner}'
       process.exitCode = (await runGroups([${JSON.stringify(files)}], ${options})) ? 0 : 1`,
    )
    return spawnSync(process.execPath, [join(root, 'run.mjs')], { encoding: 'utf8', env })
  }

  it('succeeds, with the lines that a pipeline counts', () => {
    const { status, stdout } = runGroup('good.test.mjs', 'other.test.mjs')
    assert.equal(status, 0)
    assert.match(stdout, /^ℹ tests 2\nℹ suites 2\nℹ pass 2\nℹ fail 0$/m)
  })

  it('keeps the hooks of a file from the tests of others', () => {
    const { status, stdout } = runGroup('hook.test.mjs', 'good.test.mjs', 'other.test.mjs')
    assert.equal(status, 0)
    assert.equal(stdout.match(/hooked/g)?.length, 1)
  })

  it('names the file, the line and the test that failed', () => {
    const { status, stdout } = runGroup('good.test.mjs', 'bad.test.mjs')
    assert.equal(status, 1)
    assert.match(stdout, /test at \S*bad\.test\.mjs:3:1\n✖ breaks/)
    assert.match(stdout, /^ℹ pass 1\nℹ fail 1$/m)
  })

  it('names the file that could not be loaded', () => {
    const { status, stdout } = runGroup('good.test.mjs', 'lost.test.mjs')
    assert.equal(status, 1)
    assert.match(stdout, /✖ lost\.test\.mjs[^✖]*Cannot find module/)
    assert.match(stdout, /^ℹ pass 1$/m)
  })

  it('names the files of a process that ended early', () => {
    write('exit.test.mjs', 'process.exit(7)')
    const { status, stderr } = runGroup('good.test.mjs', 'exit.test.mjs')
    assert.equal(status, 1)
    assert.match(stderr, /holds good\.test\.mjs, exit\.test\.mjs/)
  })

  it('follows no promise', () => {
    const { status, stdout } = runGroup('good.test.mjs', 'untracked.test.mjs')
    assert.equal(status, 0, stdout)
  })

  /** A file whose tests pass, each of which does this without catching it. */
  const writeLosing = (...losses: readonly string[]) =>
    write(
      'uncaught.test.mjs',
      `import { EventEmitter } from 'node:events'
       import { it } from 'node:test'
       import { setTimeout as wait } from 'node:timers/promises'
       const planted = () => new Error('planted')
       ${losses.map((loss, index) => `it('loses ${index}', async () => { ${loss}; await wait(20) })`).join('\n')}`,
    )
  const thrown = 'setImmediate(() => { throw planted() })'
  const rejected = 'void Promise.reject(planted())'
  const emitted = `setImmediate(() => new EventEmitter().emit('error', planted()))`
  const late = 'setTimeout(() => Promise.reject(planted()), 30)'

  for (const loss of [thrown, rejected])
    it(`fails for what no test caught: ${loss}`, () => {
      writeLosing(loss)
      assert.equal(runGroup('uncaught.test.mjs').status, 1)
    })

  it('names the tests of errors that no test caught', () => {
    const losses = [thrown, rejected, emitted, late]
    writeLosing(...losses)
    const { status, stdout } = runGroup('good.test.mjs', 'uncaught.test.mjs')
    assert.equal(status, 1)
    for (const [index, loss] of losses.entries()) {
      const named = new RegExp(`Uncaught error in 'loses ${index}': Error: planted\\n +at .*uncaught\\.test`)
      assert.match(stdout, named, loss)
    }
  })
})
