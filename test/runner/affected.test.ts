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
  'action/action.yml': 'main: gate.sh',
  'action/gate.sh': 'tokenwatch gate',
  'SECURITY.md': '# Security',
  'docs/providers/okta.md': '# Okta',
  'test/fixtures/state-3.json': '{}',
  'test/providers/fixtures/okta.ts': 'export const fixtures = []',
  'test/action/runner.ts': `new URL('../../action/action.yml', import.meta.url)`,
  'test/action/action.test.ts': `import './runner.ts'`,
  'test/links.test.ts': `for (const folder of ['.', 'docs', 'docs/providers']) readdirSync(join(root, folder))`,
  'test/support/sources.ts': `export const sourcesOf = (folder) => globSync(folder + '/**/*.ts')`,
  'test/rooms.test.ts': `import { sourcesOf } from './support/sources.ts'; sourcesOf('cli')`,
  'test/support/stored.ts': `new URL(\`../fixtures/state-\${schema}.json\`, import.meta.url)`,
  'test/stored.test.ts': `import './support/stored.ts'`,
  'test/joined.test.ts': `cp(join(root, 'test', 'fixtures'), await readdir('.'))`,
  'test/providers/fixture-files.ts': `readdirSync(new URL('./fixtures/', import.meta.url))`,
  'test/providers/answers.test.ts': `import './fixture-files.ts'`,
  'test/other.test.ts': `const words = ['/', '..', './', 'production/ci', 'core']`,
}

const users = usersOf({
  paths: Object.keys(files),
  sourceOf: (path) => files[path] ?? '',
  exports: new Map([['tokenwatch/assess', 'core/assess.ts']]),
})

describe('the tests that a changed file affects', () => {
  const cases: [changed: string, tests: readonly string[]][] = [
    ['action/action.yml', ['test/action/action.test.ts']],
    ['action/gate.sh', ['test/action/action.test.ts']],
    ['SECURITY.md', ['test/joined.test.ts', 'test/links.test.ts']],
    ['docs/providers/okta.md', ['test/links.test.ts']],
    ['test/fixtures/state-3.json', ['test/joined.test.ts', 'test/stored.test.ts']],
    ['test/providers/fixtures/okta.ts', ['test/providers/answers.test.ts']],
    ['core/assess.ts', ['test/cli.test.ts', 'test/config.test.ts', 'test/probe.test.ts', 'test/rooms.test.ts']],
    ['core/types.ts', []],
    ['cli/main.mjs', ['test/cli.test.ts', 'test/rooms.test.ts']],
    ['docs/page.md', ['test/docs.test.ts', 'test/links.test.ts']],
    ['examples/runs/first.yaml', ['test/runs.test.ts']],
    ['test/other.test.ts', ['test/other.test.ts']],
    ['gone.ts', []],
  ]
  for (const [changed, tests] of cases)
    it(`of ${changed} are ${tests.join(', ') || 'none'}`, () => assert.deepEqual(testsReaching(changed, users), tests))
})
