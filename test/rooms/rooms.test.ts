import assert from 'node:assert/strict'
import { posix } from 'node:path'
import { describe, it } from 'node:test'
import { importsOf, sourcesOf } from '../support/sources.ts'
import { circlesIn, roomOf, rooms, violationsOf } from './rooms.ts'

const sources = sourcesOf('functions', 'infra', 'cli', 'local', 'chaos', 'examples', 'action')

describe('the rooms', () => {
  it('import what the table allows and nothing else', () => {
    assert.ok(sources.size > 700)
    assert.deepEqual(
      [...sources].flatMap(([path, source]) => violationsOf(path, source)),
      [],
    )
  })

  it('hold no circle of imports, types included', () => {
    assert.deepEqual(circlesIn(sources), [])
  })

  it('have no row without use', () => {
    const used = new Set([...sources.keys()].map(roomOf))
    assert.deepEqual(
      Object.keys(rooms).filter((name) => !used.has(name) && name !== 'tokenwatch.config.ts'),
      [],
    )
  })

  it('have a core that is given its clock, its randomness and its settings, and prints nothing', () => {
    const ambient =
      /\bprocess\.(env|argv|std|exit|on)|\bconsole\.\w+\(|\bDate\.now\b|new Date\(\)|Math\.random|random(UUID|Bytes|Int)|generateKey|\bfetch\(/
    const guilty = [...sourcesOf('functions/core')].filter(([, source]) => ambient.test(withoutComments(source)))
    assert.deepEqual(
      guilty.map(([path]) => path),
      [],
    )
  })

  it('load modules by import alone', () => {
    const guilty = [...sources].filter(([, source]) =>
      /\bcreateRequire\(|\bgetBuiltinModule\(/.test(withoutComments(source)),
    )
    assert.deepEqual(
      guilty.map(([path]) => path),
      [],
    )
  })

  it('open connections in core only in probe/network', () => {
    const opening = /^(node:(dns|net|tls|zlib)|undici)/
    const guilty = [...sourcesOf('functions/core')]
      .filter(([path]) => !path.startsWith('functions/core/probe/network/') && !withoutConnection.has(path))
      .filter(([path, source]) => importsOf(path, source).some(({ specifier }) => opening.test(specifier)))
    assert.deepEqual(
      guilty.map(([path]) => path),
      [],
    )
  })
})

/** Modules that name such a package and open nothing: one undoes a compression. */
const withoutConnection = new Set(['functions/core/model/decoded.ts'])

/** Forbidden imports, one for each file. Each must be refused. */
const wrongWays: readonly (readonly [path: string, line: string])[] = [
  ['functions/core/model/check.ts', `import type { CheckState } from '../state/state.ts'`],
  ['functions/core/model/reason.ts', `import { z } from 'zod'`],
  ['functions/core/state/state.ts', `import { assess } from '../probe/assess.ts'`],
  ['functions/core/probe/probe.ts', `import { transition } from '../alerting/transition.ts'`],
  ['functions/core/probe/assess.ts', `import { readFile } from 'node:fs/promises'`],
  ['functions/core/alerting/transition.ts', `import { runTick } from '../tick/tick.ts'`],
  ['functions/core/consumers/evidence.ts', `import type { RotationRecord } from '../rotation/record.ts'`],
  ['functions/core/tick/tick.ts', `import { decide } from '../gate/decide.ts'`],
  ['functions/core/tick/batch.ts', `import { SNSClient } from '@aws-sdk/client-sns'`],
  ['functions/core/rotation/rotate.ts', `export { providers } from '../../providers/providers.ts'`],
  ['functions/core/gate/decide.ts', `const { startStack } = await import('../../../local/stack.ts')`],
  ['functions/providers/catalogue/github.ts', `import { request } from 'undici'`],
  ['functions/aws/alerts.ts', `import { profileOf } from '../providers/providers.ts'`],
  ['functions/status-page/view.ts', `import { createTable } from '../aws/table.ts'`],
  ['functions/probe/handler.ts', `import { loadConfigFile } from '../config/config-file.ts'`],
  ['functions/tick/handler.ts', `import { Stack } from 'aws-cdk-lib'`],
  ['functions/config/checks.ts', `import { App } from '../../infra/app.ts'`],
  ['cli/check.ts', `import { startStack } from '../local/stack.ts'`],
  ['cli/gate.ts', `import type { Bucket } from 'aws-cdk-lib/aws-s3'`],
  ['local/stack.ts', `import { runCommandLine } from '../cli/framework/run.ts'`],
  ['chaos/run-experiment.ts', `import type { MonitorStack } from '../infra/stack.ts'`],
  ['infra/app.ts', `import { startStack } from '../local/stack.ts'`],
  ['examples/clients/naive.ts', `import { assess } from '../../functions/core/probe/assess.ts'`],
  ['functions/core/model/duration.ts', `type State = import('../state/state.ts').CheckState`],
  ['functions/core/gate/decide.ts', `import rotate = require('../rotation/rotate.ts')`],
  ['functions/core/model/check.ts', `declare module '../state/state.ts' {}`],
  ['functions/core/state/state.ts', `/// <reference path="../probe/probe.ts" />`],
  ['chaos/random.ts', 'await import(`../cli/check.ts`)'],
  ['functions/providers/catalogue/github.ts', `await import(['../../aws', 'table.ts'].join('/'))`],
  ['cli/needed-node.mjs', `import '../infra/app.ts'`],
]

describe('the test of the rooms', () => {
  for (const [path, line] of wrongWays)
    it(`refuses "${line}" in ${path}`, () => {
      const source = sources.get(path)
      assert.ok(source !== undefined, `${path} has moved: name another file of its room`)
      assert.equal(violationsOf(path, `${line}\n${source}`).length, 1)
    })

  it('plants imports of files that exist', () => {
    const missing = wrongWays.flatMap(([path, line]) =>
      [...line.matchAll(/['"`](\.\.?\/[^'"`]+\.ts)['"`]/g)]
        .map(([, specifier = '']) => posix.join(posix.dirname(path), specifier))
        .filter((planted) => !sources.has(planted)),
    )
    assert.deepEqual(missing, [])
  })

  it('sees a circle through types, and one through import()', () => {
    const circles = circlesIn(
      new Map([
        ['a.ts', `import type { B } from './b.ts'`],
        ['b.ts', `const { c } = await import('./c.ts')`],
        ['c.ts', `export { a } from './a.ts'`],
        ['d.ts', `import './a.ts'`],
      ]),
    )
    assert.deepEqual(circles, [['a.ts', 'b.ts', 'c.ts']])
  })
})

function withoutComments(source: string): string {
  return source.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '')
}
