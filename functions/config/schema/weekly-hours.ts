import type { z } from 'zod'
import { days } from '../../core/model/weekly-hours.ts'
import { list, object, oneOf, parsed, text } from './text.ts'

/** Minutes after midnight, parsed from `22:30`. */
const clock = parsed('a time of the day such as 22:30', (value) => {
  const [, hours, minutes] = /^([01][0-9]|2[0-3]):([0-5][0-9])$/.exec(value) ?? []
  return hours === undefined ? undefined : Number(hours) * 60 + Number(minutes)
})

/** Name in the IANA database, as the functions' own runtime knows it. */
const timeZone = text('a time zone such as Europe/Berlin or UTC', (value) => {
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: value }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
})

/** Days of the week on which something begins. */
export const someDays = list('a list of days such as mon, sun', oneOf(days)).refine((some) => some.length > 0, {
  error: 'expected at least one day, found an empty list',
})

/** Hours by the clock of a time zone. `to` is on the next day if it is not later than `from`. */
export const clockFields = { from: clock, to: clock, timeZone }

/** Refuses hours that begin when they end. */
export const isEmptyWindow = {
  error: 'expected another time than from: the window would be empty',
  path: ['to'],
}

/** Hours in which people of a check are at work; by default from Monday to Friday. */
export const workingHours = object('{ timeZone, days?, from, to }', {
  days: someDays.default(['mon', 'tue', 'wed', 'thu', 'fri']),
  ...clockFields,
}).refine(({ from, to }) => from !== to, isEmptyWindow)

/** Working hours, as a config writes them. */
export type WorkingHoursInput = z.input<typeof workingHours>
