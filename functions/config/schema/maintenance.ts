import type { z } from 'zod'
import type { Covered, MaintenanceWindow } from '../../core/model/maintenance.ts'
import { days } from '../../core/model/weekly-hours.ts'
import { id, label, list, object, sentence, text } from './text.ts'
import { clockFields, isEmptyWindow, someDays } from './weekly-hours.ts'

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
  days: someDays.default([...days]),
  ...clockFields,
  /** Checks, providers, tags and environments whose notifications are suppressed; by default all. */
  covers: covers.default([]),
})
  .refine(({ from, to }) => from !== to, isEmptyWindow)
  .transform((written): MaintenanceWindow => written)

/** Weekly windows in which notifications are suppressed. */
export const maintenance = list('a list of maintenance windows', window).default([])

/** A weekly window, as a config writes it. */
export type MaintenanceInput = z.input<typeof window>
