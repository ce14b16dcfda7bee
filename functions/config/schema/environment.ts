import { z } from 'zod'
import { budget } from './budget.ts'
import { network } from './network.ts'
import { subscribers } from './subscriber.ts'
import { cadence, duration, expected, id, object, sentence } from './text.ts'
import { thresholdFields } from './threshold.ts'
import { urgencyFields } from './urgency.ts'
import { linkUrl } from './url.ts'

/** Defaults of checks, for all of them or for one environment. */
export const environmentDefaults = object('an object of defaults', {
  every: cadence.optional(),
  warn: duration.optional(),
  critical: duration.optional(),
  ...thresholdFields,
  budget: budget.optional(),
  owner: sentence.optional(),
  ...urgencyFields,
  runbook: linkUrl.optional(),
})

/** Cadence, expiry windows, thresholds, call budgets, owner, urgency and runbook for the checks without their own. */
export type DefaultsInput = z.input<typeof environmentDefaults>

/** A label with its own paging, network and defaults. */
const environment = object('an object such as { page: [...], notice: [...] }', {
  page: subscribers.default([]),
  notice: subscribers.default([]),
  watcher: subscribers.default([]),
  /** Network that the probes run in, to reach hosts that are not on the internet. */
  network: network.optional(),
  defaults: environmentDefaults.optional(),
})

/** Environments by name. */
export const environments = z
  .record(id, environment, { error: expected('an object of environments by name') })
  .refine((byName) => Object.keys(byName).length > 0, {
    error: 'expected at least one environment, found an empty object',
  })
