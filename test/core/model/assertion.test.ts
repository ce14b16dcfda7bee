import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { holds, needsValue, outcomeOf } from '../../../functions/core/model/assertion.ts'
import { evaluate } from '../../../functions/core/model/expression.ts'
import { withoutShortcuts } from '../../../functions/core/model/operands.ts'
import { assertEvery } from '../../support/assert-every.ts'
import { fc } from '../../support/property.ts'

const atom = fc.constantFrom(
  ...['a', 'b.c', '!a', "d == 'x'", "d != 'x'", 'e == null', 'e != null', '!e', 'length(e) > `0`'],
  ...["contains(e, 'x')", 'length(e || `[]`) == `0`', "e[?f == 'x' && g] | [0].f == 'x'", "type(e) == 'array'"],
)

/** An assertion with its operands in order, and the same with them in another order. */
type Pair = readonly [string, string]

const pairs = fc.letrec<{ pair: Pair }>((tie) => ({
  pair: fc.oneof(
    { maxDepth: 3 },
    atom.map((text): Pair => [text, text]),
    fc
      .tuple(fc.constantFrom('&&', '||'), fc.array(tie('pair'), { minLength: 2, maxLength: 3 }), fc.nat())
      .map(([operator, operands, turn]): Pair => {
        const at = turn % operands.length
        const other = [...operands.slice(at), ...operands.slice(0, at)].reverse()
        const join = (all: readonly string[]) => all.map((one) => `(${one})`).join(` ${operator} `)
        return [join(operands.map(([one]) => one)), join(other.map(([, one]) => one))]
      }),
    tie('pair').map(([one, other]): Pair => [`!(${one})`, `!(${other})`]),
  ),
})).pair

const boolean = fc.boolean()
const text = fc.constantFrom('x', 'y')
const items = fc.array(fc.record({ f: text, g: boolean }, { requiredKeys: [] }), { maxLength: 2 })
const whole = fc.record({ a: boolean, b: fc.record({ c: boolean }), d: text, e: items })
const some = fc.record(
  { a: boolean, b: fc.record({ c: boolean }, { requiredKeys: [] }), d: text, e: items },
  { requiredKeys: [] },
)

describe('an assertion', () => {
  it('says the same, whatever the order of its operands', () =>
    fc.assert(
      fc.property(pairs, some, ([one, other], json) => assert.equal(outcomeOf(one, json), outcomeOf(other, json))),
    ))

  it('differs only if nothing that is absent could change that', () =>
    fc.assert(
      fc.property(pairs, some, whole, ([one], json, rest) => {
        const outcome = outcomeOf(one, json)
        if (outcome !== 'differs' && outcome !== 'not_absent') return
        const filled = { ...rest, ...json, b: { ...rest.b, ...json.b } }
        assert.notEqual(outcomeOf(one, filled), 'holds')
      }),
    ))

  it('holds of a whole answer if JMESPath calls it true', () =>
    fc.assert(
      fc.property(pairs, whole, ([one], json) => {
        if (evaluate(one, json) === true) assert.equal(outcomeOf(one, json), 'holds')
      }),
    ))

  it('meets the condition of a rule if JMESPath calls it true, or if it has alternatives and holds', () =>
    fc.assert(
      fc.property(pairs, some, ([one], json) => {
        const ofItself = one.includes('||') && outcomeOf(one, json) === 'holds'
        assert.equal(holds(one, json), evaluate(one, json) === true || ofItself)
      }),
    ))

  it('is as good as a list of its operands', () =>
    fc.assert(
      fc.property(pairs, pairs, some, ([one], [other], json) => {
        const both = [outcomeOf(one, json), outcomeOf(other, json)]
        const worst = ['differs', 'not_boolean', 'absent', 'not_absent', 'holds'].find((outcome) =>
          both.some((found) => found === outcome),
        )
        assert.equal(outcomeOf(`(${one}) && (${other})`, json), worst)
      }),
    ))
})

describe('an assertion that an answer with nothing in it would meet', () => {
  const met = ['errors == null || length(roles) > `0`', 'length(roles) > `0` || errors == null', '!(a && b)', '!a || b']
  const unmet = ['a && errors == null', 'errors == null && a', '!(a || errors == null)', '!(errors == null) && !b']
  it('needs no value', () => assertEvery(met, String, (one) => assert.equal(needsValue(one), false)))
  it('is no other one', () => assertEvery(unmet, String, (one) => assert.equal(needsValue(one), true)))
})

/** Expressions with what they are where no operand is left out. */
const written: readonly (readonly [string, string])[] = [
  ['a', 'a'],
  ['a && b', 'all_of(a , b)'],
  ['a||b&&c', 'any_of(a, all_of(b, c))'],
  ["a == 'x && y' && b", "all_of(a == 'x && y' , b)"],
  ['`"a || b"` == c', '`"a || b"` == c'],
  ['"a && b".c && d', 'all_of("a && b".c , d)'],
  ["'it\\'s && x' == a", "'it\\'s && x' == a"],
  ['u[?a && b].c | [0]', 'u[?all_of(a , b)].c | [0]'],
  ['f(a || b, &c && d)', 'f(any_of(a , b), &all_of(c , d))'],
  ['{x: a && b, "y": c}', '{x:all_of( a , b), "y": c}'],
  ['a[0:2] && !(b || c)', 'all_of(a[0:2] , !(any_of(b , c)))'],
]

it('an expression is rewritten only where it has operands', () =>
  assertEvery(
    written,
    ([expression]) => expression,
    ([expression, expected]) =>
      assert.equal(withoutShortcuts(expression).replaceAll(/\s+/g, ' '), expected.replaceAll(/\s+/g, ' ')),
  ))
