import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { planGroups } from './plan.ts'

const plan = (files: Record<string, string>) => planGroups(Object.keys(files), (path) => files[path] ?? '')

describe('the processes of a test run', () => {
  it('begin with the longest, and hold one file of a slow folder', () => {
    assert.deepEqual(plan({ 'test/core/a.test.ts': '', 'test/gate/b.test.ts': '', 'test/stack/c.test.ts': '' }), [
      ['test/stack/c.test.ts'],
      ['test/gate/b.test.ts'],
      ['test/core/a.test.ts'],
    ])
  })

  it('share short files, and omit no file', () => {
    const names = Array.from({ length: 40 }, (_, n) => `test/core/${n}.test.ts`)
    const groups = plan(Object.fromEntries(names.map((name) => [name, ''])))
    assert.deepEqual(groups.flat().toSorted(), names.toSorted())
    assert.ok(groups.length > 1 && groups.every((group) => group.length > 1))
  })

  it('are not shared by a file whose hooks would run around the tests of others', () => {
    const files = { 'test/core/a.test.ts': `beforeEach(() => undefined)`, 'test/core/b.test.ts': '' }
    assert.deepEqual(plan(files), [['test/core/a.test.ts'], ['test/core/b.test.ts']])
  })
})
