import {
  anyOf,
  exactly,
  type Guard,
  isCount,
  isKeyOfCheck,
  isText,
  listOf,
  orAbsent,
  orNull,
  recordOf,
  shape,
} from '../../model/shape.ts'
import type { EndedIncident, HistoryChange, RecentHistory } from '../history.ts'
import { boundsOf, type DayTally, dayMs, type HistoryMonth, historySchema } from '../history-month.ts'
import { isAcknowledgement, isLevel, isReason, isSuppressedBy } from './words.ts'

const isChange = shape<HistoryChange>({ at: isCount, from: isCount, to: orNull(isReason) })

const isEnded = shape<EndedIncident>({
  openedAt: isCount,
  endedAt: isCount,
  endedBy: orNull(isReason),
  severity: isLevel,
  reason: isReason,
  detail: isText,
  notified: orNull(isLevel),
  suppressedBy: orNull(isSuppressedBy),
  acknowledged: orNull(isAcknowledgement),
  shadow: orAbsent(exactly(true)),
})

export const isRecentHistory = shape<RecentHistory>({
  from: isCount,
  reason: orNull(isReason),
  changes: listOf(isChange),
  ended: listOf(isEnded),
  seen: isCount,
  leftOut: orAbsent(isCount),
})

/** Accepts a tally that fits into a day. */
const isTally: Guard<DayTally> = (value): value is DayTally =>
  listOf(isCount)(value) && value.length === 4 && value.reduce((total, ms) => total + ms, 0) <= dayMs

const isDay: Guard<string> = (value): value is string => isText(value) && /^([1-9]|[12]\d|3[01])$/.test(value)
const isMonth: Guard<string> = (value): value is string => isText(value) && /^\d{4}-(0[1-9]|1[0-2])$/.test(value)

const isPresent = shape<HistoryMonth>({
  schema: (value): value is number => value === historySchema,
  check: isKeyOfCheck,
  month: isMonth,
  revision: isCount,
  until: isCount,
  days: recordOf(isDay, isTally),
  changes: listOf(isChange),
  leftOut: isCount,
  ended: listOf(isEnded),
  endedLeftOut: isCount,
})

/** A month that a later Tokenwatch wrote. Only its name and its version are read. */
const isLater = shape<Pick<HistoryMonth, 'schema' | 'check' | 'month' | 'revision'>>({
  schema: (value): value is number => isCount(value) && value > historySchema,
  check: isKeyOfCheck,
  month: isMonth,
  revision: isCount,
})

const isWithin = ({ month, until }: HistoryMonth): boolean =>
  until >= boundsOf(month).start && until <= boundsOf(month).end

/** Returns true for a month of history as this Tokenwatch or a later one wrote it. */
export const isHistoryMonth: Guard<HistoryMonth> = (value): value is HistoryMonth =>
  isPresent(value) ? isWithin(value) : anyOf<unknown>(isLater)(value)
