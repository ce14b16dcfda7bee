import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { styleText } from 'node:util'
import { inertText } from '../../cli/framework/terminal.ts'
import { seenJson, seenText, unseen } from '../../functions/core/model/unseen.ts'
import { fc } from '../support/property.ts'

const anyText = fc.string({ unit: 'binary' })

describe('text that a command prints', () => {
  it('keeps the colours that commands use, tabs, and ends of lines', () => {
    const painted = (['red', 'green', 'yellow', 'gray', 'cyan', 'bold', 'dim', 'underline', 'italic'] as const)
      .map((style) => styleText(style, style, { validateStream: false }))
      .join('\t')
    for (const text of [painted, 'a,b\r\nc,d\r\n', '✓ café\n', '👩‍💻\n']) assert.equal(inertText(text), text)
  })

  it('moves no cursor, and hides, turns and titles nothing', () => {
    for (const text of [
      '\u001b[2J',
      '\u001b[8mhidden',
      '\u001b]0;owned\u0007',
      '\u009b1m',
      'a\rb',
      'a\u202eb',
      '\ud800',
    ])
      assert.doesNotMatch(inertText(text), unseen)
  })

  it('has nothing unseen but its lines, whatever it was', () => {
    fc.assert(fc.property(anyText, (text) => !unseen.test(seenText(text).replace(/[\n\t]/g, ''))))
  })
})

describe('JSON that a command prints', () => {
  it('has nothing unseen, and is read as the same values', () => {
    const value = fc.dictionary(anyText, fc.array(anyText))
    fc.assert(
      fc.property(value, fc.constantFrom(0, 2), (given, indent) => {
        const json = JSON.stringify(given, null, indent)
        assert.doesNotMatch(seenJson(json).replaceAll('\n', ''), unseen)
        assert.deepEqual(JSON.parse(seenJson(json)), JSON.parse(json))
      }),
    )
  })
})
