import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type Bad, badWiki, linesOf, refuses } from './refusals.ts'
import { configOf, wiki } from './sample.ts'

const constant =
  "it reads no field, so it is the same for every answer: name a field of the answer, such as login == 'bot'"
const wholeInQuotes = 'the double quotes make all of it the name of one field: write it without them'
const emptyMeets =
  "an answer with nothing in it would meet all of them: add one that needs a value, such as login == 'bot', or identity with read.identity"

const ofAssertions: readonly Bad[] = [
  ['a constant', ['`true`'], `assert[0]: ${constant}`],
  ['a comparison of constants', ["'up' == 'up'"], `assert[0]: ${constant}`],
  ['a function of a constant', ["length('up') > `1`"], `assert[0]: ${constant}`],
  ['a list of constants', ["contains('a b', 'a') && `1` < `2`"], `assert[0]: ${constant}`],
  [
    'a text without quotes',
    ['status == success'],
    "assert[0]: at column 11, success is a field: write 'success' for the text, or @.success for the field",
  ],
  [
    'a text in double quotes',
    ['plan != "free"'],
    'assert[0]: at column 9, "free" is a field: write \'free\' for the text, or @."free" for the field',
  ],
  [
    'a boolean without quotes',
    ['active == true'],
    'assert[0]: at column 11, true is a field: write `true` for the boolean, or @.true for the field',
  ],
  [
    'a text without quotes in a filter',
    ['length(users[?role == admin]) > `0`'],
    "assert[0]: at column 23, admin is a field: write 'admin' for the text, or @.admin for the field",
  ],
  ['an expression in double quotes', ['"status == success"'], `assert[0]: ${wholeInQuotes}`],
  ['a condition in double quotes', ['"ok && active"'], `assert[0]: ${wholeInQuotes}`],
  [
    'a list of lists of lists',
    [`${'[@, @] | '.repeat(7)}length(@) > \`0\``],
    'assert[0]: expected a smaller expression: it repeats what it reads more than 64 times: leave out lists of lists, or ask for each value by itself',
  ],
  ['an absence alone', ['errors == null'], `assert: ${emptyMeets}`],
  ['two absences', ['!error', "state != 'suspended'"], `assert: ${emptyMeets}`],
  ['a comparison of two absent fields', ['owner.id == user.id'], `assert: ${emptyMeets}`],
  ['no errors in a list', ['length(errors || `[]`) == `0`'], `assert: ${emptyMeets}`],
  ['any type', ["type(@) != 'string'"], `assert: ${emptyMeets}`],
].map(([fault, assert, line]) => badWiki(String(fault), { assert }, String(line)))

const ofPlaces: readonly Bad[] = [
  badWiki(
    'an identity that is a constant',
    { read: { identity: "'bot'" }, identity: 'bot' },
    `read.identity: ${constant}`,
  ),
  badWiki(
    'an identity that an answer with nothing in it has',
    { read: { identity: "login || 'bot'" }, identity: 'bot', assert: ['errors == null'] },
    `assert: ${emptyMeets}`,
  ),
  badWiki(
    'a zone that is none',
    { read: { expires: { at: 'until', zone: 'Mars/Olympus' } } },
    'read.expires.zone: expected a time zone such as UTC, +02:00 or Europe/Berlin, found a string of 12 characters',
  ),
  badWiki(
    'a list of words for never that is none',
    { expiresField: { name: 'until', never: 'none' } },
    'expiresField.never: expected a list of values that mean never, such as [null, 0], found a string of 4 characters',
  ),
  badWiki(
    'a word for an expiry that may be absent',
    { read: { expires: { at: 'until', optional: 'yes' } } },
    'read.expires.optional: expected true or false, found a string of 3 characters',
  ),
  badWiki(
    'a value for never that is an object',
    { expiresField: { name: 'until', never: [{}] } },
    'expiresField.never[0]: expected a value that means never, such as null, 0 or "none", found an object',
  ),
  badWiki(
    'a constant that gives an answer its meaning',
    { answers: [{ status: 403, when: '`true`', means: 'alive' }] },
    `answers[0].when: ${constant}`,
  ),
]

const ofGoodAssertions: readonly (readonly string[])[] = [
  ["status == 'success'"],
  ['active'],
  ['active == `true`', 'errors == null'],
  ['length(roles) > `0`', 'error == `null`'],
  ["contains(keys(@), 'login')"],
  ["'success' == status"],
  ["[?id == `7`].role | [0] == 'admin'"],
  ['owner.id == user.id', 'owner.id > `0`'],
  ['owner == @.user && not_null(owner)'],
  ['"content-type" == \'json\''],
  ["starts_with(login, 'bot-')", '!disabled'],
]

describe('an assertion that needs a value', () => {
  for (const expressions of ofGoodAssertions)
    it(`may be ${expressions.join(' beside ')}`, () => {
      assert.deepEqual(linesOf(configOf([{ ...wiki, assert: expressions }])), [])
    })
  it('may be an identity beside an absence', () => {
    const check = { ...wiki, read: { identity: 'login' }, identity: 'bot', assert: ['errors == null'] }
    assert.deepEqual(linesOf(configOf([check])), [])
  })
})

refuses('a check with an assertion', ofAssertions)
refuses('a check with a place', ofPlaces)
