import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { describe, it } from 'node:test'
import { importsOf, sourcesOf } from '../support/sources.ts'
import { planGroups, waitsAtRoot } from './plan.ts'

/** A hook of Node's test runner that a file registers while it is loaded. */
const hookAtRoot = /^(?:before|after|beforeEach|afterEach)\(/m

const plan = (files: Record<string, string>) => planGroups(Object.keys(files), (path) => files[path] ?? '')

describe('the processes of a test run', () => {
  it('begin with the longest, and hold files of one kind', () => {
    const files = { 'test/core/a.test.ts': '', 'test/gate/b.test.ts': '', 'test/stack/c.test.ts': '' }
    assert.deepEqual(plan(files), [['test/stack/c.test.ts'], ['test/core/a.test.ts', 'test/gate/b.test.ts']])
  })

  it('begin with the longest also where a file has a process of its own', () => {
    const files = { 'test/chaos/a.test.ts': 'await prepare()', 'test/core/b.test.ts': '', 'test/chaos/c.test.ts': '' }
    assert.deepEqual(plan(files), [['test/chaos/c.test.ts'], ['test/chaos/a.test.ts'], ['test/core/b.test.ts']])
  })

  it('share short files, and omit no file', () => {
    const names = Array.from({ length: 80 }, (_, n) => `test/core/${n}.test.ts`)
    const groups = plan(Object.fromEntries(names.map((name) => [name, ''])))
    assert.deepEqual(groups.flat().toSorted(), names.toSorted())
    assert.ok(groups.length > 1 && groups.every((group) => group.length > 1))
  })

  for (const waiting of [
    'await prepare()',
    'const port = await freePort()',
    `export const { a } = await import('./a.ts')`,
    'const key = { ...(await exportKey()), id: 1 }',
  ])
    it(`are not shared by a file that waits at its root: ${waiting}`, () => {
      const files = { 'test/core/a.test.ts': `import './b.ts'\n${waiting}\n`, 'test/core/b.test.ts': '' }
      assert.deepEqual(plan(files), [['test/core/b.test.ts'], ['test/core/a.test.ts']])
    })

  it('are shared by a file whose functions wait', () => {
    const files = { 'test/core/a.test.ts': 'const read = async () => await page()', 'test/core/b.test.ts': '' }
    assert.deepEqual(plan(files), [['test/core/a.test.ts', 'test/core/b.test.ts']])
  })

  it('load a module at once, so none that tests share waits at its root', () => {
    const all = [...sourcesOf('test')]
    const commands = readFileSync('package.json', 'utf8')
    const mayWait = (path: string) => path.endsWith('.test.ts') || commands.includes(path)
    const waiting = all.filter(([path, source]) => !mayWait(path) && waitsAtRoot.test(source))
    // An import of types alone is erased.
    const loaded = new Set(
      all.flatMap(([path, source]) =>
        importsOf(path, source).flatMap(({ kind, specifier }) => (kind === 'type' ? [] : [basename(specifier)])),
      ),
    )
    const isImported = (path: string) => loaded.has(basename(path))
    assert.deepEqual(waiting.map(([path]) => path).filter(isImported), [])
  })

  it('load a module once, so none that tests share has a hook: it would belong to the first of them', () => {
    const shared = [...sourcesOf('test')].filter(([path]) => !path.endsWith('.test.ts'))
    const hooked = shared.filter(([, source]) => hookAtRoot.test(source)).map(([path]) => path)
    assert.deepEqual(hooked, [])
  })
})
