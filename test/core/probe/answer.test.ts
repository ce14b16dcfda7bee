import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { parseAnswer } from '../../../functions/core/probe/answer.ts'
import { aWireAnswer } from '../../support/wire.ts'

describe('the body of an answer', () => {
  const bodies: [string, string, string, unknown, boolean][] = [
    ['JSON', '{"login":"bot"}', 'application/json', { login: 'bot' }, false],
    ['JSON without a type', '[1]', '', [1], false],
    ['JSON under another type', '{}', 'text/plain', {}, false],
    ['JSON after a byte order mark', '\uFEFF{}', 'application/json', {}, false],
    ['the word null', 'null', 'application/json', null, false],
    ['nothing', '', 'application/json', undefined, false],
    ['half of a JSON document', '{"login":', 'application/json', undefined, false],
    ['text', 'not found', 'text/plain', undefined, false],
    ['HTML', '<p>Sign in</p>', 'text/html; charset=utf-8', undefined, true],
    ['XHTML', '<p/>', 'application/xhtml+xml', undefined, true],
    ['HTML that claims to be JSON', '\n <!DOCTYPE html><p>', 'application/json', undefined, true],
    ['JSON that claims to be HTML', '{"login":"bot"}', 'text/html', { login: 'bot' }, false],
    ['an empty object that claims to be HTML', ' {}\n', 'text/html; charset=UTF-8', {}, false],
    ['a list that claims to be XHTML', '[1]', 'application/xhtml+xml', [1], false],
    ['a text in quotes that claims to be HTML', '"Sign in"', 'text/html', undefined, true],
    ['a number that claims to be HTML', '200', 'text/html', undefined, true],
    ['the word null that claims to be HTML', 'null', 'text/html', undefined, true],
    ['half of a JSON document that claims to be HTML', '{"login":', 'text/html', undefined, true],
    ['a page that shows JSON', '<html><pre>{"login":"bot"}</pre>', 'text/html', undefined, true],
  ]
  for (const [what, body, type, json, html] of bodies)
    it(`is read as ${what}`, () => {
      const answer = parseAnswer(aWireAnswer(200, body, type === '' ? {} : { 'content-type': type }))
      assert.deepEqual([answer.json, answer.html], [json, html])
    })

  it('is null if it is not UTF-8, without an error', () => {
    const answer = parseAnswer({ ...aWireAnswer(200), body: Buffer.from([0xff, 0xfe, 0x7b]) })
    assert.equal(answer.json, undefined)
  })

  it('is read at any depth of nesting', () => {
    const depth = 50_000
    assert.notEqual(parseAnswer(aWireAnswer(200, '['.repeat(depth) + ']'.repeat(depth))).json, undefined)
  })
})

describe('the headers of an answer', () => {
  it('are null if absent, and one text if repeated', () => {
    const answer = parseAnswer({ ...aWireAnswer(200), headers: { 'set-cookie': ['a', 'b'] } })
    assert.deepEqual([answer.header('set-cookie'), answer.header('x-other')], ['a, b', null])
  })
})
