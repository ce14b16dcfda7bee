import { z } from 'zod'
import { endpointServices } from '../../core/model/endpoint-services.ts'
import { budget } from './budget.ts'
import { subscribers } from './subscriber.ts'
import { cadence, duration, expected, id, list, object, oneOf, sentence, text } from './text.ts'
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

const networkId = (what: string, prefix: string) =>
  text(`the id of ${what}, such as ${prefix}-0123456789abcdef0`, (value) =>
    new RegExp(`^${prefix}-[0-9a-f]{8,17}$`).test(value),
  )

/** List of at least one id. Lambda takes subnets and security groups together or not at all. */
const someOf = (what: string, item: ReturnType<typeof networkId>) =>
  list(`a list of ${what}`, item).refine((ids) => ids.length > 0, {
    error: `expected at least one, found an empty list`,
  })

/** Way out of the subnets, which their ids do not show. Without one, a probe finds everything unreachable. */
const egress = z.union(
  [
    z.literal('nat'),
    object('{ endpoints: [...] }', { endpoints: list('a list of AWS services', oneOf(endpointServices)) }),
  ],
  { error: expected("'nat' or { endpoints: [...] }") },
)

const network = object('{ vpcId, subnetIds, securityGroupIds, egress }', {
  vpcId: networkId('a VPC', 'vpc'),
  subnetIds: someOf('subnets', networkId('a subnet', 'subnet')),
  securityGroupIds: someOf('security groups', networkId('a security group', 'sg')),
  egress,
})

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
