import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { sourcesOf } from '../support/sources.ts'
import { longFunctions, misnamedTypes, oldWords, riddles } from './rules.ts'

const sources = sourcesOf('functions/', 'infra/', 'cli/', 'local/', 'chaos/', 'examples/')
const tests = new Map([...sourcesOf('test/')].filter(([path]) => !path.startsWith('test/language/')))
/** Test code besides the suites, whose bodies are as long as their cases. */
const support = new Map([...tests].filter(([path]) => !path.endsWith('.test.ts')))
const everything = new Map([...sources, ...tests])

describe('the language of the code', () => {
  it('has one type for each exported name', () => {
    assert.deepEqual(misnamedTypes(new Map([...sources, ...sourcesOf('test/support/')])), [])
  })

  it('begins each docstring with a verb or a noun', () => {
    assert.deepEqual(riddles(everything), [])
  })

  it('uses no word that another has replaced', () => {
    assert.deepEqual(oldWords(everything), [])
  })

  it('has no function of more than 60 lines', () => {
    assert.deepEqual(longFunctions(new Map([...sources, ...support])), [])
  })
})

/** Returns the places that a rule finds in one file. */
const found = (rule: typeof riddles, source: string) => rule(new Map([['planted.ts', source]]))

describe('the test of the language', () => {
  it('sees a type that two files export, and none that a file passes on', () => {
    const planted = new Map([
      ['a.ts', `export type One = 1\nexport interface Two {}\nexport class Three {}`],
      ['b.ts', `export interface One {}\nexport type { Two } from './a.ts'\ntype Three = 3`],
    ])
    assert.deepEqual(misnamedTypes(planted), ['One: a.ts, b.ts'])
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

  it('sees a function of 61 lines, and none of 60', () => {
    const lines = (count: number) => 'a()\n'.repeat(count)
    for (const head of ['function f() {', 'const f = () => {', 'class A { f() {']) {
      const tail = head.startsWith('class') ? '}}' : '}'
      assert.equal(found(longFunctions, `${head}\n${lines(58)}${tail}`).length, 0)
      assert.equal(found(longFunctions, `${head}\n${lines(59)}${tail}`).length, 1)
    }
  })
})
