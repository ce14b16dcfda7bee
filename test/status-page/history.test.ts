import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { checkPage } from '../../functions/status-page/html/check-page.ts'
import { endedSection } from '../../functions/status-page/html/history.ts'
import { uptimeWords } from '../../functions/status-page/words.ts'
import { aView, live } from './facts.ts'
import { fullFacts } from './full-facts.ts'

const view = aView(fullFacts('wiki'))
const [check = assert.fail('no check')] = view.checks

describe('the words of an uptime', () => {
  const cases: readonly (readonly [uptime: number | null, known: number, words: string])[] = [
    [1, 1, '100%'],
    [0.999999, 1, '99.99%'],
    [0.5, 0.995, '50.00%'],
    [1, 0.43, '100% of 43%'],
    [0, 0.001, '0.00% of <1%'],
    [null, 0, 'not known'],
  ]
  for (const [uptime, known, words] of cases)
    it(`are ${words}, which never rounds up`, () => assert.equal(uptimeWords({ uptime, known }), words))
})

describe('the history on a page', () => {
  it('shows the uptime, the incident that ended with who acknowledged it, and each change', async () => {
    const page = String(await checkPage(check, view, live))
    assert.match(page, /<b>7 days<\/b>: 49\.99% of \d+% valid; invalid for 1h/)
    assert.match(page, /<b>rejected<\/b> \(page\) for 1h, ended .*1h ago.*: then healthy; acknowledged by wiki/)
    assert.match(page, /valid: healthy/)
  })

  it('lists the incidents of all checks that ended', async () => {
    assert.match(String(await endedSection(view, live)), /production\/wiki<\/a> <b>rejected<\/b> \(page\) for 1h/)
  })

  it('is absent where it could not be read: no word says that all was well', async () => {
    const unread = aView({ ...fullFacts('wiki'), histories: new Map() })
    const [alone = assert.fail('no check')] = unread.checks
    assert.equal(alone.history, null)
    assert.doesNotMatch(String(await checkPage(alone, unread, live)), /Uptime|None has ended/)
    assert.equal(String(await endedSection(unread, live)), '')
  })
})
