import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { testsReaching, usersOf } from './affected.ts'

const files: Record<string, string> = {
  'core/assess.ts': `export const assess = 1`,
  'core/types.ts': `export type A = 1`,
  'core/probe.ts': `import { assess } from './assess.ts'; import type { A } from './types.ts'`,
  'cli/main.mjs': `await import('../core/probe.ts')`,
  'cli/config.ts': `import { assess } from 'tokenwatch/assess'`,
  'docs/page.md': '# Page',
  'examples/runs/first.yaml': 'a: 1',
  'test/probe.test.ts': `import { probe } from '../core/probe.ts'`,
  'test/cli.test.ts': `spawn('node', [new URL('../cli/main.mjs', import.meta.url)])`,
  'test/config.test.ts': `import '../cli/config.ts'`,
  'test/docs.test.ts': 'readFile(`docs/page.md`)',
  'test/runs.test.ts': 'const file = (name) => new URL(`../examples/runs/` + name)',
  'test/other.test.ts': `const words = ['/', '..', './', 'production/ci', 'core']`,
}

const users = usersOf({
  paths: Object.keys(files),
  sourceOf: (path) => files[path] ?? '',
  exports: new Map([['tokenwatch/assess', 'core/assess.ts']]),
})

describe('the tests that a changed file affects', () => {
  const cases: [changed: string, tests: readonly string[]][] = [
    ['core/assess.ts', ['test/cli.test.ts', 'test/config.test.ts', 'test/probe.test.ts']],
    ['core/types.ts', []],
    ['cli/main.mjs', ['test/cli.test.ts']],
    ['docs/page.md', ['test/docs.test.ts']],
    ['examples/runs/first.yaml', ['test/runs.test.ts']],
    ['test/other.test.ts', ['test/other.test.ts']],
    ['gone.ts', []],
  ]
  for (const [changed, tests] of cases)
    it(`of ${changed} are ${tests.join(', ') || 'none'}`, () => assert.deepEqual(testsReaching(changed, users), tests))
})
