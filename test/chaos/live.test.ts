import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { request as ask } from 'undici'
import { startLivePage } from '../../chaos/report/live-page.ts'
import { liveWords } from '../../chaos/report/live-words.ts'
import type { LiveFigures } from '../../chaos/trial/live.ts'
import { openTargets, runAgainst, stormAgainst, type Targets } from './service-target.ts'

const figures: LiveFigures = {
  phase: 'fault',
  second: 2.7,
  seconds: 4,
  calls: 12,
  failed: 3,
  figures: [
    { metric: 'success_ratio', value: 0.75, limit: { min: 0.95 }, isKept: false },
    { metric: 'amplification.api', value: 1.5, limit: { max: 2.1 }, isKept: true },
    { metric: 'amplification.idp', value: null, limit: { max: 1 }, isKept: null },
    { metric: 'time_to_recover', value: Number.POSITIVE_INFINITY, limit: { max: 60 }, isKept: null },
  ],
}

describe('a run while it goes on', { timeout: 60_000 }, () => {
  let targets: Targets
  before(async () => {
    targets = await openTargets()
  })
  after(() => targets.close())

  it('shows failures, amplification and recovery beside their limits, in both phases', async () => {
    const target = await targets.start('with breaker')
    const seen: LiveFigures[] = []
    const phases = { baseline: '1200ms', fault: '2500ms', observe: '2500ms' }
    const onFigures = (one: LiveFigures) => void seen.push(one)
    await runAgainst(stormAgainst(target, { phases }), target, targets.directory, { onFigures })
    const during = seen.filter(({ phase }) => phase === 'fault').at(-1) ?? assert.fail('no figures of the fault')
    assert.ok(during.failed > 0 && during.failed <= during.calls, JSON.stringify(during))
    const metrics = during.figures.map(({ metric }) => metric)
    assert.ok(metrics.includes('amplification.api') && !metrics.includes('time_to_recover'), metrics.join())
    const recovery = seen.find(({ phase }) => phase === 'recovery') ?? assert.fail('no figures of the recovery')
    assert.ok(recovery.figures.some(({ metric }) => metric === 'time_to_recover'))
  })

  it('is one line in the terminal, and a broken limit stands out', () => {
    const line = liveWords(figures)
    assert.match(line, /^fault 2 of 4 s {2}3 of 12 calls failed {2}success_ratio 0\.75 \(>= 0\.95\) BROKEN {2}/)
    assert.match(
      line,
      /amplification\.api 1\.50 \(<= 2\.1\) {2}amplification\.idp \? \(<= 1\) {2}time_to_recover not yet/,
    )
  })

  it('is a page on loopback with its events and figures, and no text of it becomes markup', async () => {
    const page = await startLivePage('<script>alert("x")</script>', 0)
    try {
      page.event({ at: '2026-11-30T10:00:00.000Z', event: 'injected', note: '' })
      page.figures(figures)
      const html = await (await ask(page.url)).body.text()
      assert.equal(html.match(/<script>/g)?.length, 1)
      const state = Object(await (await ask(new URL('/state', page.url))).body.json())
      assert.equal(state.events[0].event, 'injected')
      assert.equal(state.live.figures[0].isKept, false)
      const foreign = await ask(page.url, { headers: { host: 'evil.example' } })
      await foreign.body.dump()
      assert.equal(foreign.statusCode, 403)
    } finally {
      await page.close()
    }
  })
})
