import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { repeatable, withoutPasted } from '../../cli/framework/pasted.ts'

const token = `ghp_${'aB3'.repeat(12)}`

describe('a word of the command line', () => {
  for (const word of ['wiki', 'production/ci-bot', '--used-by', 'team 7', 'v1.2_x'])
    it(`is repeated if it is a name: ${word}`, () => assert.equal(repeatable(word), word))
  for (const word of [token, 'p@ssword!', '8f14e45f-ceea-467a-9c5a-0a1b2c3d4e5f', 'x'.repeat(70), 'bot\n::error::'])
    it(`is not repeated if it may be a secret: ${word.length} characters`, () =>
      assert.equal(repeatable(word), `(${word.length} characters)`))

  const messages: readonly (readonly [words: readonly string[], message: string, expected: string])[] = [
    [[token], `unknown command '${token}'`, "unknown command '(40 characters)'"],
    [[`--token=${token}`], `unknown option '--token=${token}'`, "unknown option '--token=(40 characters)'"],
    [['--tokn', token], "unknown option '--tokn'", "unknown option '--tokn'"],
    [['p@ss', 'p@ss-longer'], "'p@ss-longer', 'p@ss'", "'(11 characters)', '(4 characters)'"],
    [['check', ''], 'too many arguments', 'too many arguments'],
  ]
  for (const [words, message, expected] of messages)
    it(`leaves of a message: ${expected}`, () => assert.equal(withoutPasted(message, words), expected))
})
