import type { z } from 'zod'
import { type Covered, days, type MaintenanceWindow } from '../../core/model/maintenance.ts'
import { id, label, list, object, oneOf, parsed, sentence, text } from './text.ts'

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

const checkKey = text('a check such as production/ci-bot', (value) => {
  const [environment = '', name = '', ...rest] = value.split('/')
  return rest.length === 0 && [environment, name].every((part) => id.safeParse(part).success)
})

const provider = text('a profile such as github, or a host that checks ask', (value) =>
  /^[A-Za-z0-9[][A-Za-z0-9.:\]-]{0,254}$/.test(value),
)

const covers = object('{ checks?, providers?, tags?, environments? }', {
  checks: list('a list of checks', checkKey).default([]),
  providers: list('a list of providers', provider).default([]),
  tags: list('a list of tags', label).default([]),
  environments: list('a list of environments', id).default([]),
}).transform(({ checks, providers, tags, environments }): readonly Covered[] => [
  ...checks.map((check) => ({ check })),
  ...providers.map((name) => ({ provider: name })),
  ...tags.map((tag) => ({ tag })),
  ...environments.map((environment) => ({ environment })),
])

const window = object('{ reason, days?, from, to, timeZone, covers? }', {
  /** Sentence that people read during the window. */
  reason: sentence,
  /** Days on which the window begins; by default every day. */
  days: list('a list of days such as mon, sun', oneOf(days))
    .refine((some) => some.length > 0, { error: 'expected at least one day, found an empty list' })
    .default([...days]),
  from: clock,
  /** End; on the next day if it is not later than `from`. */
  to: clock,
  timeZone,
  /** Checks, providers, tags and environments whose notifications are suppressed; by default all. */
  covers: covers.default([]),
})
  .refine(({ from, to }) => from !== to, {
    error: 'expected another time than from: the window would be empty',
    path: ['to'],
  })
  .transform((written): MaintenanceWindow => written)

/** Weekly windows in which notifications are suppressed. */
export const maintenance = list('a list of maintenance windows', window).default([])

/** A weekly window, as a config writes it. */
export type MaintenanceInput = z.input<typeof window>
