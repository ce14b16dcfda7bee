import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { escapeMarkdown } from '../../../functions/core/model/markdown.ts'

const rows: readonly (readonly [what: string, text: string, escaped: string])[] = [
  ['plain text', 'billing in production, 3.5 %', 'billing in production, 3.5 %'],
  ['a table cell', 'a | b || c', 'a \\| b \\|\\| c'],
  ['code', '`rm -rf` ``x``', '\\`rm -rf\\` \\`\\`x\\`\\`'],
  ['a link', '[here](https://evil.example)', '\\[here\\](https://evil.example)'],
  ['an image', '![x](y)', '\\!\\[x\\](y)'],
  ['an automatic link', '<https://evil.example>', '\\<https://evil.example\\>'],
  ['HTML', '<script>alert(1)</script>', '\\<script\\>alert(1)\\</script\\>'],
  ['an entity', '&lt;b&gt;', '\\&lt;b\\&gt;'],
  ['emphasis', '*a* __b__ ~~c~~', '\\*a\\* \\_\\_b\\_\\_ \\~\\~c\\~\\~'],
  ['a backslash before a pipe', 'a\\|b', 'a\\\\\\|b'],
  ['line breaks', ' a\nb\r\n\n| c\t', 'a b \\| c'],
  ['a heading', '# a', '\\# a'],
  ['a list', '- a', '\\- a'],
  ['another list', '+ a', '\\+ a'],
  ['an ordered list', '1. a', '1\\. a'],
  ['an ordered list with a bracket', '12) a', '12\\) a'],
  ['an underline that makes a heading', 'a\n===', 'a ==='],
  ['a line of equals signs', '===', '\\==='],
  ['nothing', '', ''],
]

describe('escaped Markdown', () => {
  for (const [what, text, escaped] of rows)
    it(`shows ${what} as text`, () => {
      assert.equal(escapeMarkdown(text), escaped)
    })
})
