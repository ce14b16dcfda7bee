import { z } from 'zod'
import type { Grants } from '../../core/model/deployment.ts'
import { certificates } from './certificates.ts'
import { heartbeatUrl } from './heartbeat-url.ts'
import { maintenance } from './maintenance.ts'
import { expected, label, list, object, oneOf, text } from './text.ts'

/** What CloudWatch Logs takes (docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html). */
const retentions = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1_096, 1_827, 2_192, 2_557, 2_922, 3_288, 3_653,
]

const tag = object('{ key, value }', {
  key: text('the key of a tag', (value) => /^(?!aws:)[\p{L}\p{Z}\p{N}_.:/=+@-]{1,128}$/u.test(value)),
  value: text('the value of a tag', (value) => /^[\p{L}\p{Z}\p{N}_.:/=+@-]{1,256}$/u.test(value)),
})

const namePrefix = text('how the names of secrets begin', (value) => /^[\w/+=.@-]{1,512}$/.test(value))

const manySecrets = object('{ tag: { key, value } } or { namePrefix }', {
  tag: tag.optional(),
  namePrefix: namePrefix.optional(),
}).transform((input, context): Grants => {
  if (input.tag !== undefined && input.namePrefix === undefined) return { tag: input.tag }
  if (input.tag === undefined && input.namePrefix !== undefined) return { namePrefix: input.namePrefix }
  context.addIssue({ code: 'custom', message: 'expected one of tag, namePrefix' })
  return z.NEVER
})

const grants = z.union([z.literal('each'), manySecrets], {
  error: expected("'each', { tag: { key, value } } or { namePrefix }"),
})

const flag = z.boolean({ error: expected('true or false') })
const retention = expected(`one of the numbers of days that CloudWatch Logs takes: ${retentions.join(', ')}`)

/** How a deployment is set up in AWS; what it watches is said elsewhere. */
export const deploymentFields = {
  /** How the functions are allowed to read secrets; by default each by its name. */
  grants: grants.default('each'),
  /** How long logs are kept; by default `30`. */
  retentionDays: z
    .number({ error: retention })
    .refine((days) => retentions.includes(days), { error: retention })
    .default(30),
  /** Services (of `usedBy`) that get an alarm which says that the gate would refuse their deployment. */
  blocking: list('a list of service names', label).default([]),
  /** When somebody works on what the checks ask, week by week: what happens then is told afterwards. */
  maintenance,
  /** Metrics for each check by itself; by default not, since CloudWatch charges for each. */
  perCheckMetrics: flag.default(false),
  /** What becomes of the state when the stack is deleted; by default it is kept. */
  removal: oneOf(['keep', 'destroy']).default('keep'),
  /**
   * Called after every tick that was judged whole and owes nothing, by whoever raises an alarm when nobody calls: an https URL, or a
   * secret that holds one, since who knows it can keep that alarm quiet.
   */
  heartbeatUrl: heartbeatUrl.optional(),
  /** PEM certificates of authorities that are trusted besides the public ones. */
  privateCa: certificates.optional(),
}
