import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { sourcesOf } from '../support/sources.ts'
import { longFunctions, manyValued, misnamedExports, oldNames, oldWords, riddles, straysAmongCasts } from './rules.ts'

const sources = sourcesOf('functions/', 'infra/', 'cli/', 'local/', 'chaos/', 'examples/', 'action/', '.ci/')
const tests = new Map([...sourcesOf('test/')].filter(([path]) => !path.startsWith('test/language/')))
/** Test code besides the suites, whose bodies are as long as their cases. */
const support = new Map([...tests].filter(([path]) => !path.endsWith('.test.ts')))
const everything = new Map([...sources, ...tests])

describe('the language of the code', () => {
  it('has one meaning for each exported name', () => {
    assert.deepEqual(misnamedExports(everything), [])
  })

  it('has one value for each constant with a unit', () => {
    assert.deepEqual(manyValued(everything), [])
  })

  it('begins each docstring with a verb or a noun', () => {
    assert.deepEqual(riddles(everything), [])
  })

  it('uses no word that another has replaced', () => {
    assert.deepEqual(oldWords(everything), [])
    assert.deepEqual(oldNames(everything), [])
  })

  it('casts at the boundaries alone', () => {
    assert.deepEqual(straysAmongCasts(sources), [])
  })

  it('has no function of more than 60 lines', () => {
    assert.deepEqual(longFunctions(new Map([...sources, ...support])), [])
  })
})

/** Returns the places that a rule finds in one file. */
const found = (rule: typeof riddles, source: string) => rule(new Map([['planted.ts', source]]))

describe('the test of the language', () => {
  it('sees a constant of two values, written or computed, and none of one', () => {
    const planted = (first: string, second: string) =>
      manyValued(
        new Map([
          ['a.ts', first],
          ['b.ts', second],
        ]),
      )
    assert.deepEqual(planted('const aMs = 5_000', 'export const aMs = 6_000'), ['aMs: 5000 (a.ts:1), 6000 (b.ts:1)'])
    assert.equal(planted('const aBytes = 2 ** 10', 'const aBytes = 1_000').length, 1)
    assert.equal(
      planted('const hourSeconds = 3_600\nconst aSeconds = 2 * hourSeconds', 'const aSeconds = 60').length,
      1,
    )
    assert.equal(planted('const hourMs = 3_600_000', 'const hourMs = 60 * 60 * 1_000').length, 0)
    assert.equal(planted('let aMs = 1', 'let aMs = 2').length, 0)
    assert.equal(planted('const most = 1\nfunction f() { const aMs = 1 }', 'const most = 2\nconst aMs = 2').length, 0)
  })

  it('sees a name that two files give to what they export, and none that a file passes on', () => {
    const first =
      'export type A = 1; export const b = 1, [c] = [1]; function d() {} export { d }; export function e() {}'
    const clashes = (second: string) =>
      misnamedExports(
        new Map([
          ['a.ts', first],
          ['b.ts', second],
        ]),
      )
    for (const second of [
      'export interface A {}',
      'export class A {}',
      'export enum A {}',
      'export const b = 2',
      'export const { b } = x',
      'export const { x: { y: c } } = x',
      'export const [...c] = x',
      'export const d = 2',
      'const x = 1; export { x as d }',
      `export { x as e } from './x.ts'`,
      `export * as e from './x.ts'`,
      'export async function e() {}',
    ])
      assert.equal(clashes(second).length, 1, second)
    for (const second of [
      `export type { A } from './a.ts'`,
      `export { b, e } from './a.ts'`,
      `export * from './a.ts'`,
      `import { d } from './a.ts'; export { d }`,
      'type A = 2; const b = 2; function e() {}',
      'export default 1',
    ])
      assert.deepEqual(clashes(second), [], second)
  })

  it('allows a name that a protocol asks for only where it asks for it', () => {
    const handlers = (path: string) =>
      misnamedExports(
        new Map([
          ['functions/tick/handler.ts', 'export const handler = 1'],
          [path, 'export const handler = 1'],
        ]),
      )
    assert.deepEqual(handlers('functions/gate/handler.ts'), [])
    assert.equal(handlers('cli/handler.ts').length, 1)
    const okta = (path: string) =>
      misnamedExports(
        new Map([
          ['functions/providers/catalogue/okta.ts', 'export const okta = 1'],
          [path, 'export const okta = 2'],
        ]),
      )
    assert.deepEqual(okta('functions/config/builders/providers.ts'), [])
    assert.equal(okta('functions/config/schema/okta.ts').length, 1)
  })

  it('sees a riddle at the head of a function, of a field and of a file', () => {
    for (const word of [
      'What',
      'How',
      'Whether',
      'Where',
      'Who',
      'Whom',
      'Whose',
      'Why',
      'When',
      'If',
      'what',
      'Null',
      'Those',
      'That',
    ]) {
      assert.deepEqual(found(riddles, `/** ${word} it is. */\nexport const a = 1`), [`planted.ts:1: ${word} it is.`])
      assert.equal(found(riddles, `export type A = {\n  /**\n   * ${word} it is.\n   */\n  b: 1\n}`).length, 1)
    }
  })

  it('leaves other comments and other words alone', () => {
    const source = `/** Whatever it is. */\n/** Nullable. */\n// What a comment is.\nconst a = '/** What */'\n/* How */`
    assert.deepEqual(found(riddles, source), [])
  })

  it('sees an old word in a comment, a docstring, a string and a template', () => {
    for (const source of ['// is told\n', '/** Is Told. */\n', `f('is told')\n`, 'f(`is told`)\n'])
      assert.deepEqual(found(oldWords, source), ['planted.ts:1: told'])
    assert.deepEqual(found(oldWords, '// The untold goldsmith strung it along.\nconst told = owed(told)\n'), [])
  })

  it('sees an old word within an identifier, and a renewal only where neither a lease nor a token is renewed', () => {
    for (const name of ['asTold', 'toldAt', 'PagesOwed', 'most_debts', 'doubtsOf', '#lentTo'])
      assert.equal(found(oldNames, `class A { ${name} = 1 }`).length, 1, name)
    assert.deepEqual(found(oldNames, 'const foretold = untold(goldsmith, knowed)'), [])
    for (const source of ['const renews = 1', 'f(a.renewedAt)', '// AWS renews it itself.\n']) {
      assert.equal(found(oldNames, source).length, 1, source)
      assert.deepEqual(oldNames(new Map([['chaos/safety/lease.ts', source]])), [])
    }
    assert.equal(oldNames(new Map([['chaos/safety/lease.ts', 'const owed = 1']])).length, 1)
  })

  it('sees a cast of every spelling, one too many at a boundary and one that is gone, and no `as const`', () => {
    for (const source of [
      'f(a as A)',
      'const a = <A>b',
      'f(a as unknown as A)',
      'f(a as never)',
      'f([1] as const as A)',
    ])
      assert.equal(found(straysAmongCasts, source).length, 1, source)
    for (const source of ['const a = 1 as const', 'f(a satisfies A)', `import { a as A } from './a.ts'`, '// a as A\n'])
      assert.deepEqual(found(straysAmongCasts, source), [], source)
    for (const source of ['f(a)', 'f(a as A, b as B)'])
      assert.equal(straysAmongCasts(new Map([['local/logbook.ts', source]])).length, 1, source)
    assert.deepEqual(straysAmongCasts(new Map([['local/logbook.ts', 'f(a as A)']])), [])
  })

  it('sees a function of 61 lines, and none of 60', () => {
    const lines = (count: number) => 'a()\n'.repeat(count)
    for (const head of ['function f() {', 'const f = () => {', 'class A { f() {']) {
      const tail = head.startsWith('class') ? '}}' : '}'
      assert.equal(found(longFunctions, `${head}\n${lines(58)}${tail}`).length, 0)
      assert.equal(found(longFunctions, `${head}\n${lines(59)}${tail}`).length, 1)
    }
  })
})
