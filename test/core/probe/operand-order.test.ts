import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { findingsOf } from '../../../functions/core/probe/findings.ts'
import { assertEvery } from '../../support/assert-every.ts'
import { aCheck, expecting } from '../../support/check.ts'
import { anObserver, observeJson } from '../../support/observer.ts'
import { shownProbe } from '../../support/probing.ts'
import { probing } from '../../support/probing-api.ts'
import { anAnswer, nowSeconds } from '../../support/reading.ts'

/** Returns the reason of a good answer whose only fault may be the assertion. */
function reasonOf(assertion: string, json: unknown): string {
  const check = aCheck({ expect: expecting({ assert: [assertion] }) })
  const reading = { ...anAnswer(), ...observeJson(json, anObserver({ check })) }
  return findingsOf(reading, check, null, nowSeconds)[0]?.reason ?? 'healthy'
}

const permutations = (list: readonly string[]): readonly (readonly string[])[] =>
  list.length < 2
    ? [list]
    : list.flatMap((one, at) => permutations(list.toSpliced(at, 1)).map((others) => [one, ...others]))

/** Ways to write operands in one order that mean the same. A negation makes a boolean of what is none. */
const writings = (operator: '&&' | '||', operands: readonly string[]): readonly string[] => {
  const other = operator === '&&' ? '||' : '&&'
  return [
    operands.join(` ${operator} `),
    `(${operands.map((one) => `(${one})`).join(operator)})`,
    `!(${operands.map((one) => `!(${one})`).join(` ${other} `)})`,
    `@ | ${operands.join(` ${operator} `)}`,
    `@ | (${operands.join(` ${operator} `)})`,
  ]
}

type Row = readonly [operator: '&&' | '||', operands: readonly string[], json: unknown, reason: string]

const graphQl = { data: null, errors: [{ message: 'Not logged in' }] }

const rows: readonly Row[] = [
  // Two operands, one of which states an absence.
  ['&&', ['errors == null', "data.viewer.login == 'bot'"], graphQl, 'unrecognized'],
  ['&&', ['!warnings', "plan == 'gold'"], { warnings: ['Read-only until noon'] }, 'unrecognized'],
  ['&&', ["status != 'suspended'", 'seats > `0`'], { status: 'suspended' }, 'unrecognized'],
  ['&&', ['length(errors || `[]`) == `0`', 'contains(roles, `"ci"`)'], { errors: ['down'] }, 'unrecognized'],
  ['&&', ['suspended_at == null', "role == 'ci'"], { suspended_at: null, role: 'reader' }, 'wrong_answer'],
  ['&&', ['suspended_at == null', "role == 'ci'"], { suspended_at: '2026-11-01', role: 'ci' }, 'wrong_answer'],
  ['&&', ['suspended_at == null', "role == 'ci'"], { suspended_at: '2026-11-01', role: 'reader' }, 'wrong_answer'],
  ['&&', ['suspended_at == null', "role == 'ci'"], { role: 'ci' }, 'healthy'],
  ['&&', ['suspended_at == null', "role == 'ci'"], { role: 'reader' }, 'wrong_answer'],
  // Both need a value.
  ['&&', ["role == 'ci'", "team.name == 'core'"], { role: 'ci' }, 'unrecognized'],
  ['&&', ["role == 'ci'", "team.name == 'core'"], { role: 'reader' }, 'wrong_answer'],
  ['||', ["role == 'ci'", "team.name == 'core'"], { role: 'reader' }, 'unrecognized'],
  ['||', ["role == 'ci'", "team.name == 'core'"], { team: { name: 'core' } }, 'healthy'],
  ['||', ["role == 'ci'", "team.name == 'core'"], { role: 'reader', team: { name: 'web' } }, 'wrong_answer'],
  // A function of a field that is absent, or of another type, fails in JMESPath.
  ['||', ['length(roles) > `0`', 'admin'], { admin: true }, 'healthy'],
  ['||', ['length(roles) > `0`', 'admin'], { admin: true, roles: 7 }, 'healthy'],
  ['||', ['length(roles) > `0`', 'admin'], { admin: false }, 'unrecognized'],
  ['&&', ['length(roles) > `0`', 'admin'], { admin: false }, 'wrong_answer'],
  ['&&', ["type(roles) == 'array'", 'length(roles) > `0`'], { roles: 7 }, 'wrong_answer'],
  ['||', ["starts_with(login, 'bot-')", "ends_with(mail, '@acme.example')"], { mail: 'eve@evil' }, 'unrecognized'],
  ['||', ['errors == null', 'length(errors) == `0`'], { errors: ['x'] }, 'wrong_answer'],
  ['||', ['errors == null', 'length(errors) == `0`'], { login: 'bot' }, 'healthy'],
  // What is neither true nor false.
  ['&&', ['data', 'errors == null'], { data: { id: 1 } }, 'check_invalid'],
  ['&&', ['!!data', 'errors == null'], { data: { id: 1 } }, 'healthy'],
  ['||', ['name', 'active'], { name: 'bot', active: true }, 'healthy'],
  ['||', ['name', 'active'], { name: 'bot', active: false }, 'check_invalid'],
  // Three, and nested ones.
  ['&&', ['!errors', 'ok', "(plan == 'gold' || plan == 'silver')"], { errors: [1], plan: 'gold' }, 'unrecognized'],
  ['&&', ['!errors', 'ok', "(plan == 'gold' || plan == 'silver')"], { ok: true, plan: 'free' }, 'wrong_answer'],
  ['||', ['!(disabled || locked)', 'exempt', 'seats > `9`'], { disabled: true, seats: 3 }, 'unrecognized'],
  ['||', ['!(disabled || locked)', 'exempt', 'seats > `9`'], { locked: true, exempt: false, seats: 3 }, 'wrong_answer'],
]

describe('an assertion of several operands', () => {
  for (const [operator, operands, json, reason] of rows)
    it(`${operands.join(` ${operator} `)} in ${JSON.stringify(json)} is ${reason} in any order`, () =>
      assertEvery(
        permutations(operands)
          .flatMap((order) => writings(operator, order))
          .filter((text) => reason !== 'check_invalid' || !text.startsWith('!')),
        (text) => text,
        (text) => assert.equal(reasonOf(text, json), reason),
      ))
})

/** Operands inside of a filter or a function. `$` stands for them. */
const nested: readonly (readonly [around: string, ...Row])[] = [
  [
    'length(users[?$]) > `0`',
    '&&',
    ['active == `true`', 'locked_at == null'],
    { users: [{ active: false }] },
    'unrecognized',
  ],
  [
    'length(users[?$]) > `0`',
    '&&',
    ['active', '!locked'],
    { users: [{ active: false, locked: true }] },
    'wrong_answer',
  ],
  ['length(users[?$]) > `0`', '&&', ['active', '!locked'], { users: [{ active: true }] }, 'healthy'],
  ["($) == 'bot'", '||', ['login', 'name'], { login: 'eve' }, 'unrecognized'],
  ["($) == 'bot'", '||', ['login', 'name'], { login: 'eve', name: 'eve' }, 'wrong_answer'],
  ['contains([$], `true`)', '||', ['admin', 'owner'], { admin: false }, 'unrecognized'],
  ['contains({ seen: $ }.[seen], `true`)', '&&', ['admin', 'owner'], { owner: false }, 'unrecognized'],
  [
    "max_by(users, &to_number($)).name == 'bot'",
    '&&',
    ['rank', 'level'],
    { users: [{ rank: 1, name: 'eve' }] },
    'unrecognized',
  ],
]

describe('operands inside of an operand', () => {
  for (const [around, operator, operands, json, reason] of nested)
    it(`${around} with ${operands.join(` ${operator} `)} in ${JSON.stringify(json)} is ${reason} in any order`, () =>
      assertEvery(
        permutations(operands).map((order) => around.replace('$', order.join(` ${operator} `))),
        (text) => text,
        (text) => assert.equal(reasonOf(text, json), reason),
      ))
})

it('an API that answers an error with 200 is asked for a value, in either order', async () => {
  for (const operands of [
    ['errors == null', "data.login == 'bot'"],
    ["data.login == 'bot'", 'errors == null'],
  ])
    await probing({ kind: 'json', status: 200, body: { errors: ['Not now'] } }, async ({ check, prober }) => {
      const asked = { ...check, expect: expecting({ assert: [operands.join(' && ')] }) }
      assert.equal(shownProbe(await prober.probe(asked))[0], 'unrecognized')
    })
})
