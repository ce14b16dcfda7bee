import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { sizeFault } from '../../functions/config/schema/expression-size.ts'
import { evaluate } from '../../functions/core/model/expression.ts'
import { providers } from '../../functions/providers/providers.ts'

const copies = /^it repeats what it reads more than 64 times/

describe('an expression', () => {
  const bombs: readonly (readonly [what: string, expression: string, fault: RegExp])[] = [
    ['doubles a list 22 times', `a${' | [@, @][]'.repeat(22)}`, copies],
    ['doubles an object', `a${' | {x: @, y: @}'.repeat(7)}`, copies],
    ['names a value nine times in a list of nine', `[${'[a,b,c,d,e,f,g,h,i],'.repeat(8)}a]`, copies],
    ['projects literals over each other', '`[0,0,0,0,0,0,0,0,0]`[].[`[0,0,0,0,0,0,0,0,0]`][]', copies],
    ['writes a text within a text', `a${' | to_string([@])'.repeat(7)}`, copies],
    ['writes a text within a text, with a space', `a${' | to_string ([@])'.repeat(7)}`, copies],
    ['repeats for each item of a list', 'map(&[@,@,@,@,@,@,@,@,@], [a,a,a,a,a,a,a,a])', copies],
    ['repeats behind an alternative', `(a || b)${' | [@, @]'.repeat(7)}`, copies],
    ['repeats inside a filter', `a[?${'[@,@] | '.repeat(7)}@]`, copies],
    ['repeats inside parentheses', `${'('.repeat(7)}a${') | [@,@]'.repeat(7)}`, copies],
    ['hides its commas among quotes', `"a,b"${' | [@, "x,y"]'.repeat(7)}`, copies],
    ['is open at its end', 'a | [@,@,@,@,@,@,@,@,@ | [@,@,@,@,@,@,@,@,@', copies],
    ['separates by what it reads', 'join(a, b)', /^the first argument of join is no literal/],
    ['separates by a field in quotes', 'join( "a", b)', /^the first argument of join is no literal/],
    ['is long', `a == '${'x'.repeat(2_000)}'`, /^it has 2007 characters, and at most 2000 are allowed/],
    ['is deep', `${'('.repeat(21)}a${')'.repeat(21)}`, /^its brackets are more than 20 deep/],
    ['is deep in lists', `${'['.repeat(21)}a${']'.repeat(21)}`, /^its brackets are more than 20 deep/],
  ]
  for (const [what, expression, fault] of bombs)
    it(`that ${what} is refused`, () => assert.match(sizeFault(expression) ?? '', fault))

  const fine: readonly string[] = [
    "login == 'bot'",
    "status == 'active' && plan != 'free' && owner.id == `7` && length(scopes) > `2`",
    "contains(scopes, 'read') && contains(scopes, 'write') && contains(to_string(limits), 'calls')",
    `contains(\`["${Array.from({ length: 40 }, (_, index) => `scope-${index}`).join('","')}"]\`, scope)`,
    "join('/', [org, project, name])",
    'join(`", "`, scopes[*].name)',
    'data.viewer.{login: login, id: id} | to_string(@)',
    'errors[?extensions.code != null] | length(@) == `0`',
    "a[?contains(name, 'x,y,z')].{a: a, b: b, c: c}[0]",
  ]
  for (const expression of fine) it(`${expression} is allowed`, () => assert.equal(sizeFault(expression), undefined))

  it('of the catalogue is allowed', () => {
    const texts = [...JSON.stringify([...providers.values()]).matchAll(/"body":"((?:[^"\\]|\\.)*)"/g)]
    assert.ok(texts.length > 50)
    for (const [, text = ''] of texts) assert.equal(sizeFault(JSON.parse(`"${text}"`)), undefined, text)
  })
})

describe('the result of an allowed expression', () => {
  const step = fc.constantFrom(
    '[@, @]',
    '[@, @][]',
    '{x: @, y: @}',
    '[]',
    '[*]',
    '[0]',
    '*',
    'to_string(@)',
    'to_string([@, @])',
    'values(@)',
    'map(&[@, @], to_array(@))',
    'join(`","`, [to_string(@), to_string(@)])',
    '(@ || `0`)',
    '[?@]',
    '`[1,1,1,1]`[*]',
  )
  const expression = fc.array(step, { minLength: 1, maxLength: 12 }).map((steps) => steps.join(' | '))
  const data = { a: ['x"', { b: 'y\\' }], c: { d: [1, 2, 3], e: '"' } }
  // An item of one character has a comma, two brackets and two quotes at the most.
  const mostBytes = 64 * 8 * JSON.stringify(data).length

  it('is never larger than the bound', () =>
    fc.assert(
      fc.property(expression, (text) => {
        if (sizeFault(text) !== undefined) return
        assert.ok(JSON.stringify(evaluate(text, data)).length <= mostBytes, text)
      }),
      { numRuns: 2_000 },
    ))
})
