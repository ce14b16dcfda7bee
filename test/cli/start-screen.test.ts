import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { stripVTControlCharacters } from 'node:util'
import { alarmLines, eventLine, statusTable } from '../../cli/start/table.ts'
import { type Reason, reasons, standingOf } from '../../functions/core/model/reason.ts'
import { aFreshJudgement, aView, openState } from '../status-page/facts.ts'
import { fc } from '../support/property.ts'
import { nowMs, nowSeconds, timings } from '../support/reading.ts'

/** A deployment of one bad check with this id. */
function viewWith(id: string, reason: Reason, lifeSeconds: number) {
  const judgement = aFreshJudgement({
    check: `production/${id}`,
    id,
    reason,
    standing: standingOf(reason),
    expiry: { source: 'jwt', at: nowSeconds + lifeSeconds },
  })
  const reading = { at: nowMs, attempt: 1, shown: 'success', status: 200, timings: { ...timings, totalMs: 99_999 } }
  return aView({
    judgements: [judgement],
    states: new Map([[judgement.check, openState(judgement.check, { acknowledged: { by: id, at: nowMs } })]]),
    readings: new Map([[judgement.check, [reading]]]),
    events: [{ at: nowMs, kind: 'transition', text: `${judgement.check}: ${reason} -> ${reason}` }],
  })
}

describe('the screen of a local run', () => {
  it('fits its width, whatever the names, reasons and ends are', () => {
    const names = fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 200 })
    const widths = fc.integer({ min: 80, max: 200 })
    fc.assert(
      fc.property(
        names,
        fc.constantFrom(...reasons),
        fc.integer({ min: -9e8, max: 9e8 }),
        widths,
        (id, reason, life, width) => {
          const view = viewWith(id, reason, life)
          const lines = [
            ...statusTable(view.checks, nowMs, width).split('\n'),
            ...alarmLines(view, width),
            ...view.events.map((event) => eventLine(event, width)),
          ]
          for (const line of lines) assert.ok(stripVTControlCharacters(line).length <= width, line)
        },
      ),
    )
  })

  it('keeps open alarms, pages first, and counts those that have no room', () => {
    const judgements = Array.from({ length: 12 }, (_, index) =>
      aFreshJudgement({ check: `production/c${index}`, standing: 'invalid', reason: 'revoked' }),
    )
    const severity = (index: number) => (index === 11 ? 'page' : 'notice')
    const states = new Map(
      judgements.map(({ check }, index) => [check, openState(check, { severity: severity(index) })] as const),
    )
    const lines = alarmLines(aView({ judgements, states })).map(stripVTControlCharacters)
    assert.equal(lines[0], 'Open alarms: 12')
    assert.equal(lines[1], '  page    production/c11: revoked, 2m ago, not acknowledged')
    assert.deepEqual([lines.length, lines.at(-1)], [10, '  and 4 more'])
  })

  it('says that no alarm is open', () => {
    assert.deepEqual(alarmLines(aView()), ['No alarm is open.'])
  })
})
