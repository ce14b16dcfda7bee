import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { days, isOpen, type MaintenanceWindow } from '../../../functions/core/model/maintenance.ts'

const night: MaintenanceWindow = {
  reason: 'Backups',
  days: ['sat'],
  from: 22 * 60,
  to: 2 * 60,
  timeZone: 'Europe/Berlin',
  covers: [],
}

describe('a maintenance window on saturdays from 22:00 to 02:00 in Berlin', () => {
  const instants: readonly (readonly [string, boolean, string])[] = [
    ['2026-11-21T20:59:00Z', false, 'a minute before it begins'],
    ['2026-11-21T21:00:00Z', true, 'when it begins'],
    ['2026-11-21T23:30:00Z', true, 'after midnight there, which is sunday'],
    ['2026-11-22T00:59:00Z', true, 'a minute before it ends'],
    ['2026-11-22T01:00:00Z', false, 'when it ends'],
    ['2026-11-22T21:30:00Z', false, 'a day later'],
    ['2026-07-18T20:00:00Z', true, 'in summer, an hour earlier by UTC'],
    ['2026-07-18T19:59:00Z', false, 'in summer, a minute before'],
    ['2026-10-24T20:00:00Z', true, 'in the night in which the clock goes back'],
    ['2026-10-25T00:30:00Z', false, 'in that night, at the first half past two'],
  ]
  for (const [at, open, when] of instants)
    it(`is ${open ? 'open' : 'closed'} ${when}`, () => assert.equal(isOpen(night, Date.parse(at)), open))
})

describe('a window', () => {
  it('within one day is open on its days only', () => {
    const noon = { ...night, days: ['mon'], from: 12 * 60, to: 13 * 60, timeZone: 'UTC' } as const
    const open = [23, 24].map((day) => isOpen(noon, Date.parse(`2026-11-${day}T12:30:00Z`)))
    assert.deepEqual(open, [true, false])
  })

  it('that ends when it begins lasts a day, each day of the week', () => {
    for (let day = 16; day < 23; day += 1)
      assert.equal(isOpen({ ...night, days, from: 0, to: 0 }, Date.parse(`2026-11-${day}T12:00:00Z`)), true)
  })
})
