import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type Bar, chart } from '../../chaos/report/chart.ts'

describe('a chart', () => {
  it('escapes every text: titles, kinds and labels', async () => {
    const script = '<script>alert("x")</script>'
    const bars: readonly Bar[] = [{ parts: [[`ok"${script}`, 3]], title: script }]
    const svg = String(await chart(bars, { from: script, to: script }))
    assert.ok(!svg.includes('<script'), svg)
    assert.match(svg, /<title>&lt;script&gt;alert\(&quot;x&quot;\)&lt;\/script&gt;<\/title>/)
    assert.match(svg, /class="ok&quot;&lt;script/)
  })

  it('stacks the parts of a bar from the bottom and scales them to the highest bar', async () => {
    const bars: readonly Bar[] = [
      {
        parts: [
          ['ok', 1],
          ['failed', 3],
        ],
        title: 'first',
      },
      { parts: [['ok', 2]], title: 'second' },
    ]
    const svg = String(
      await chart(bars, {
        lines: [
          [1, 'injection'],
          [1.5, '<b>'],
        ],
      }),
    )
    const boxes = [...svg.matchAll(/<rect class="(\w+)" x="[\d.]+" y="([\d.]+)" width="[\d.]+" height="([\d.]+)"/g)]
    assert.deepEqual(
      boxes.map(([, kind, y, height]) => [kind, y, height]),
      [
        ['ok', '105.0', '35.0'],
        ['failed', '0.0', '105.0'],
        ['ok', '70.0', '70.0'],
      ],
    )
    assert.match(svg, /<title>injection<\/title><line x1="378\.0" x2="378\.0"/)
    assert.match(svg, /<title>&lt;b&gt;<\/title><line x1="549\.0" x2="549\.0"/)
  })

  it('has no line and no bar without data', async () => {
    const svg = String(await chart([]))
    assert.doesNotMatch(svg, /<line|<rect/)
  })
})
