import assert from 'node:assert/strict'
import { afterEach, test } from 'node:test'

// The system's own Date, kept before the clock replaces it.
const SystemDate = Date
const { clockOffsetMs, shiftClock } = await import('../../local/clock.ts')

const centuryMs = 100 * 365 * 24 * 60 * 60 * 1_000

afterEach(() => shiftClock(0))

test('a clock without a shift shows the time of the system', () => {
  const before = SystemDate.now()
  const shown = Date.now()
  assert.ok(before <= shown && shown <= SystemDate.now())
})

for (const [way, read] of Object.entries({
  'Date.now()': () => Date.now(),
  'new Date()': () => Date.parse(new Date().toISOString()),
  'Date()': () => Date.parse(Date()),
  'a captured Date.now': (
    (now) => () =>
      now()
  )(Date.now),
  // A boundary: TypeScript takes every constructor for a `Function`.
  'the constructor of another date': () => new (new Date(0).constructor as DateConstructor)().getTime(),
})) {
  test(`${way} shows the shifted time`, () => {
    shiftClock(centuryMs)
    assert.equal(clockOffsetMs(), centuryMs)
    assert.ok(read() - SystemDate.now() > centuryMs - 60_000)
  })
}

test('the last shift applies, backwards too', () => {
  shiftClock(centuryMs)
  shiftClock(-centuryMs)
  assert.equal(new Date().getUTCFullYear() < new SystemDate().getUTCFullYear() - 98, true)
})

test('dates with a given time stay as they are', () => {
  shiftClock(centuryMs)
  const iso = '2027-03-01T10:00:00.000Z'
  assert.equal(new Date(iso).toISOString(), iso)
  assert.equal(new Date(0).getTime(), 0)
  assert.equal(new Date(2027, 2, 1).getTime(), new SystemDate(2027, 2, 1).getTime())
  assert.equal(Date.parse(iso), SystemDate.parse(iso))
  assert.equal(Date.UTC(2027, 2, 1), SystemDate.UTC(2027, 2, 1))
})

test('a shifted date is a Date, as is one of the system', () => {
  shiftClock(centuryMs)
  assert.ok(new Date() instanceof Date)
  assert.ok(new Date() instanceof SystemDate)
  assert.ok(new SystemDate() instanceof Date)
  assert.equal(Object.prototype.toString.call(new Date()), '[object Date]')
})

test('a class that extends Date keeps its own type', () => {
  class Birthday extends Date {}
  shiftClock(centuryMs)
  const birthday = new Birthday()
  assert.ok(birthday instanceof Birthday)
  assert.ok(birthday.getTime() - SystemDate.now() > centuryMs - 60_000)
})
