import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type Reason, standingOf, standings } from '../../../functions/core/model/reason.ts'
import {
  type HistoryVerdict,
  historyAfter,
  newHistory,
  type RecentHistory,
} from '../../../functions/core/state/history.ts'
import {
  dayMs,
  type HistoryMonth,
  heldBy,
  monthsBetween,
  newMonth,
  wholeHistory,
  withHistory,
} from '../../../functions/core/state/history-month.ts'
import { isHistoryMonth, isRecentHistory } from '../../../functions/core/state/rows/history.ts'
import { type Uptime, uptimeOf, windowStart } from '../../../functions/core/state/uptime.ts'
import { fc } from '../../support/property.ts'

const check = 'production/billing'
const everySeconds = 300
const stepMs = everySeconds * 1_000
const start = Date.UTC(2026, 9, 25, 12)

const verdictAfter = (
  history: RecentHistory | undefined,
  at: number,
  reason: Reason,
  more: Partial<HistoryVerdict> = {},
) => historyAfter(history, { at, reason, everySeconds, before: null, ended: null, ...more })

const kept = (at: number) => ({ before: { at, isLatest: true } })

/** Milliseconds of 30 days by what was known, up to an instant. */
function judgedTime(history: RecentHistory, throughMs: number): Partial<Uptime> {
  const { validMs, invalidMs, unknownMs } = uptimeOf(wholeHistory([], { check, history }, throughMs), 30, throughMs)
  return { validMs, invalidMs, unknownMs }
}

describe('the history of a check', () => {
  const begun = newHistory(start, 'healthy')

  it('is the same object while verdicts agree, so that nothing is written', () => {
    assert.equal(verdictAfter(begun, start + stepMs, 'healthy', kept(start)), begun)
  })

  it('counts the time between two verdicts as the worse of the two', () => {
    const died = verdictAfter(begun, start + 2 * stepMs, 'rejected', kept(start + stepMs))
    const back = verdictAfter(died, start + 3 * stepMs, 'healthy', kept(start + 2 * stepMs))
    assert.deepEqual(judgedTime(back, start + 3 * stepMs), { validMs: stepMs, invalidMs: 2 * stepMs, unknownMs: 0 })
  })

  it('counts the time without verdicts as not judged, whatever the verdicts around it', () => {
    const back = verdictAfter(begun, start + dayMs, 'healthy', kept(start + stepMs))
    assert.deepEqual(judgedTime(back, start + dayMs), { validMs: stepMs, invalidMs: 0, unknownMs: 0 })
    assert.deepEqual(back.changes, [
      { at: start + stepMs, from: start + stepMs, to: null },
      { at: start + dayMs, from: start + dayMs, to: 'healthy' },
    ])
  })

  it('counts nothing across a verdict that was not kept, however short the time', () => {
    const back = verdictAfter(begun, start + 2 * stepMs, 'healthy', { before: { at: start, isLatest: false } })
    assert.deepEqual(judgedTime(back, start + 2 * stepMs), { validMs: 0, invalidMs: 0, unknownMs: 0 })
  })

  it('never runs backwards where a clock does', () => {
    const died = verdictAfter(begun, start + stepMs, 'rejected', kept(start))
    const back = verdictAfter(died, start - dayMs, 'healthy', kept(start - dayMs))
    assert.deepEqual(judgedTime(back, start + stepMs), { validMs: 0, invalidMs: stepMs, unknownMs: 0 })
  })

  it('leaves out its oldest changes when no month takes them, and never counts their time', () => {
    let history = begun
    for (let step = 1; step <= 200; step += 1)
      history = verdictAfter(
        history,
        start + step * stepMs,
        step % 2 === 0 ? 'healthy' : 'slow',
        kept(start + (step - 1) * stepMs),
      )
    assert.equal(history.changes.length, 64)
    assert.equal(history.leftOut, 136)
    assert.equal(judgedTime(history, start + 200 * stepMs).validMs, start + 200 * stepMs - history.from)
    const month = withHistory(newMonth(check, '2026-10'), history, start + 200 * stepMs)
    assert.equal(month.changes.length + month.leftOut, 199)
    assert.equal(withHistory(month, history, start + 200 * stepMs), month)
  })
})

describe('the uptime of a check', () => {
  const nowMs = Date.UTC(2026, 11, 1, 2)

  it('covers whole days in UTC: today so far, and the days before', () => {
    assert.equal(new Date(windowStart(7, nowMs)).toISOString(), '2026-11-25T00:00:00.000Z')
  })

  it('has no figure where nothing was valid or invalid', () => {
    const history = newHistory(Date.UTC(2026, 10, 1), 'timed_out')
    const { uptime, known, unknownMs, notJudgedMs } = uptimeOf(wholeHistory([], { check, history }, nowMs), 7, nowMs)
    assert.deepEqual([uptime, known, unknownMs, notJudgedMs], [null, 0, nowMs - windowStart(7, nowMs), 0])
    assert.equal(uptimeOf([], 90, nowMs).uptime, null)
  })

  it('counts no more than the time of today, where a clock ran ahead', () => {
    const history = newHistory(Date.UTC(2026, 10, 1), 'healthy')
    const { validMs, notJudgedMs } = uptimeOf(wholeHistory([], { check, history }, nowMs + dayMs / 2), 7, nowMs)
    assert.deepEqual([validMs, notJudgedMs], [nowMs - windowStart(7, nowMs), 0])
  })
})

const someReasons = ['healthy', 'slow', 'expiring', 'rejected', 'timed_out', 'secret_missing', 'unproved'] as const

/** One verdict of a random life. `roll` is what becomes of its history: kept by months, or only half, by a run that died. */
const aVerdict = fc.record({
  afterMs: fc.oneof(
    { weight: 6, arbitrary: fc.integer({ min: 1, max: 3 * stepMs }) },
    { weight: 1, arbitrary: fc.integer({ min: 3 * stepMs, max: 9 * dayMs }) },
  ),
  reason: fc.constantFrom(...someReasons),
  isLatest: fc.boolean(),
  roll: fc.constantFrom('not', 'not', 'whole', 'died', 'half'),
})

type Life = { readonly months: ReadonlyMap<string, HistoryMonth>; readonly history: RecentHistory }

/** Moves a history to the months, as a batch does. A run that dies leaves the state as it was, and perhaps some of the months. */
function rolled({ months, history }: Life, at: number, roll: 'whole' | 'died' | 'half'): Life {
  const names = monthsBetween(history.from, at)
  const written = roll === 'half' ? names.slice(0, 1) : names
  const next = new Map(months)
  for (const name of written) next.set(name, withHistory(next.get(name) ?? newMonth(check, name), history, at))
  return { months: next, history: roll === 'whole' ? heldBy(history, at) : history }
}

describe('a random life of a check', () => {
  it('adds up to the time of each window exactly, in the spans that its verdicts prove, however often it is moved', () => {
    fc.assert(
      fc.property(fc.array(aVerdict, { maxLength: 40 }), ([...verdicts]) => {
        let at = start
        let life: Life = { months: new Map(), history: newHistory(start, 'healthy') }
        let reason: Reason = 'healthy'
        const proved = { valid: 0, invalid: 0, misconfigured: 0, unknown: 0 }
        for (const verdict of verdicts) {
          const before = { at, isLatest: verdict.isLatest }
          at += verdict.afterMs
          if (before.isLatest && verdict.afterMs <= 3 * stepMs) proved[worse(reason, verdict.reason)] += verdict.afterMs
          reason = verdict.reason
          const next = verdictAfter(life.history, at, reason, { before })
          assert.equal(verdictAfter(next, at, reason, kept(at)), next, 'the same verdict again is no news')
          life = { ...life, history: next }
          if (verdict.roll !== 'not') life = rolled(life, at, verdict.roll)
          assert.ok(isRecentHistory(life.history) && [...life.months.values()].every(isHistoryMonth))
        }
        const months = wholeHistory([...life.months.values()], { check, history: life.history }, at)
        assert.ok(months.every(isHistoryMonth))
        for (const days of [7, 30, 90, 400]) {
          const { validMs, invalidMs, misconfiguredMs, unknownMs, notJudgedMs, from } = uptimeOf(months, days, at)
          const parts = [validMs, invalidMs, misconfiguredMs, unknownMs, notJudgedMs]
          assert.equal(
            parts.reduce((total, ms) => total + ms, 0),
            at - from,
          )
          assert.ok(parts.every((ms) => ms >= 0))
        }
        const { validMs, invalidMs, misconfiguredMs, unknownMs } = uptimeOf(months, 400, at)
        assert.deepEqual(
          { valid: validMs, invalid: invalidMs, misconfigured: misconfiguredMs, unknown: unknownMs },
          proved,
        )
        const changes = months.flatMap((month) => month.changes)
        assert.deepEqual(
          changes,
          changes.toSorted((one, other) => one.at - other.at),
        )
        assert.equal(new Set(changes.map((change) => JSON.stringify([change.at, change.to]))).size, changes.length)
      }),
    )
  })
})

const worse = (one: Reason, other: Reason) =>
  standings.find((standing) => [one, other].some((reason) => standingOf(reason) === standing)) ?? 'valid'
