import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { byOwner, textOf } from '../../cli/would-have-paged.ts'
import type { ShadowMessage } from '../../functions/core/state/shadow-message.ts'

const fromMs = Date.parse('2026-11-16T00:00:00Z')

const message = (at: string, owner: string | null, parts: Partial<ShadowMessage> = {}): ShadowMessage => ({
  at: Date.parse(`2026-11-${at}:00Z`),
  to: 'page',
  kind: 'open',
  isEnd: false,
  checks: [{ key: 'production/wiki', owner }],
  headline: 'The credential production/wiki has expired',
  ...parts,
})

describe('whom checks in the shadow would have paged', () => {
  it('is shown by owner, the most pages first, with the hours of the day and each message', () => {
    const messages = [
      message('18T02:10', 'docs', { to: 'notice', headline: 'The credential production/docs is about to expire' }),
      message('17T02:30', 'payments', {
        kind: 'resolve',
        isEnd: true,
        headline: 'The credential production/wiki is good again',
      }),
      message('17T02:05', 'payments'),
      message('18T02:59', 'payments'),
      message('19T14:00', 'payments'),
      message('19T14:00', null),
    ]
    assert.equal(
      textOf(byOwner(messages), fromMs),
      `payments  3 pages, 0 notices
  02:00 UTC  ## 2
  14:00 UTC  # 1
  2026-11-17 02:05 UTC  page  The credential production/wiki has expired
  2026-11-17 02:30 UTC  end  The credential production/wiki is good again
  2026-11-18 02:59 UTC  page  The credential production/wiki has expired
  2026-11-19 14:00 UTC  page  The credential production/wiki has expired

no owner  1 page, 0 notices
  14:00 UTC  # 1
  2026-11-19 14:00 UTC  page  The credential production/wiki has expired

docs  0 pages, 1 notice
  2026-11-18 02:10 UTC  notice  The credential production/docs is about to expire
`,
    )
  })

  it('counts a message about several owners for each of them', () => {
    const checks = ['docs', 'payments'].map((owner) => ({ key: `production/${owner}` as const, owner }))
    assert.deepEqual(
      byOwner([message('18T02:10', null, { checks })]).map(({ owner, messages }) => [owner, messages.length]),
      [
        ['docs', 1],
        ['payments', 1],
      ],
    )
  })

  it('is nobody if nothing was recorded', () =>
    assert.equal(
      textOf([], fromMs),
      'nobody would have been paged since 2026-11-16 00:00 UTC: no check in the shadow has had a message\n',
    ))
})
