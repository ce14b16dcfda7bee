import assert from 'node:assert/strict'
import { it } from 'node:test'
import { evaluate, evaluateWatched } from '../../../functions/core/model/expression.ts'
import { Parser } from '../../../node_modules/@aws-lambda-powertools/jmespath/lib/esm/Parser.js'

/** More than the package itself keeps. */
const count = 400

it('parses each of many expressions once, however often and by whichever way it is evaluated', (context) => {
  const parse = context.mock.method(Parser.prototype, 'parse')
  for (const round of [1, 2, 3])
    for (let index = 0; index < count; index++) {
      const data = { [`field_${index}`]: round }
      assert.equal(evaluate(`field_${index}`, data), round)
      assert.deepEqual(evaluateWatched(`field_${index}`, data), {
        value: round,
        missesField: false,
        nullField: null,
        isMistyped: false,
      })
    }
  assert.equal(parse.mock.callCount(), count)
})
