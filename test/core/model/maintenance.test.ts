import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { MaintenanceWindow } from '../../../functions/core/model/maintenance.ts'
import { days, isOpen } from '../../../functions/core/model/weekly-hours.ts'

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

/** Stretches in which a window is open between two instants, in steps of five minutes. */
function stretches(window: MaintenanceWindow, from: number, to: number): readonly string[] {
  const instants = Array.from({ length: (to - from) / 300_000 }, (_, index) => from + index * 300_000)
  const changes = instants.filter((at) => isOpen(window, at) !== isOpen(window, at - 300_000))
  return changes.map((at) => new Date(at).toISOString().slice(11, 16))
}

const clockOf = (time: string): number => {
  const [hours = 0, minutes = 0] = time.split(':').map(Number)
  return hours * 60 + minutes
}

describe('a window opens once where the clock changes', () => {
  type Row = readonly [
    change: string,
    timeZone: string,
    days: MaintenanceWindow['days'],
    hours: string,
    around: string,
    open: string,
  ]
  const rows: readonly Row[] = [
    ['goes back: within the hour that comes twice', 'Europe/Berlin', ['sun'], '02:10-02:50', '10-25', '00:10-00:50'],
    ['goes back: begins in that hour', 'Europe/Berlin', ['sun'], '02:30-03:30', '10-25', '00:30-02:30'],
    ['goes back: ends in that hour', 'Europe/Berlin', ['sun'], '01:30-02:30', '10-25', '23:30-00:30'],
    ['goes back: contains that hour', 'Europe/Berlin', ['sat'], '22:00-06:00', '10-25', '20:00-05:00'],
    ['goes back: ends there a day later', 'Europe/Berlin', ['sat'], '22:00-02:30', '10-25', '20:00-00:30'],
    ['goes forward: skipped as a whole', 'Europe/Berlin', ['sun'], '02:10-02:50', '03-29', '01:00-01:40'],
    ['goes forward: begins in the gap', 'Europe/Berlin', ['sun'], '02:30-04:00', '03-29', '01:00-02:00'],
    ['goes forward: ends in the gap', 'Europe/Berlin', ['sun'], '01:30-02:30', '03-29', '00:30-01:00'],
    ['goes forward: contains the gap', 'Europe/Berlin', ['sat'], '22:00-06:00', '03-29', '21:00-04:00'],
    ['goes back: in New York', 'America/New_York', ['sun'], '01:15-01:45', '11-01', '05:15-05:45'],
    ['goes back: half an hour only', 'Australia/Lord_Howe', ['sun'], '01:35-01:55', '04-05', '14:35-14:55'],
    [
      'goes back at midnight: the evening comes twice',
      'America/Santiago',
      ['sat'],
      '23:15-23:45',
      '04-05',
      '02:15-02:45',
    ],
    [
      'goes forward at midnight: the day begins at one',
      'America/Santiago',
      ['sun'],
      '00:15-00:45',
      '09-06',
      '04:00-04:30',
    ],
    ['stays at the end of the year', 'Asia/Kolkata', ['thu'], '22:00-02:00', '12-31', '16:30-20:30'],
    [
      'stays at the end of the year, west of Greenwich',
      'America/New_York',
      ['thu'],
      '22:00-02:00',
      '12-31',
      '03:00-07:00',
    ],
  ]
  for (const [change, timeZone, on, hours, around, open] of rows)
    it(`the clock ${change}: ${hours}`, () => {
      const [from = 0, to = 0] = hours.split('-').map(clockOf)
      const middle = Date.parse(`2026-${around}T00:00:00Z`)
      const window = { ...night, days: on, from, to, timeZone }
      const seen = stretches(window, middle - 43_200_000, middle + 129_600_000)
      assert.equal(seen.join('-'), open)
    })
})
