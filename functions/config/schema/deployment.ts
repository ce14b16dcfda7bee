import { z } from 'zod'
import type { Grants } from '../../core/model/deployment.ts'
import { account } from './account.ts'
import { keyArn } from './arn.ts'
import { certificates } from './certificates.ts'
import { heartbeatUrl } from './heartbeat-url.ts'
import { maintenance } from './maintenance.ts'
import { tagKey, tagValue } from './tag.ts'
import { expected, label, list, object, oneOf, text } from './text.ts'

/** Retentions in days that CloudWatch Logs accepts (docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html). */
const retentions = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1_096, 1_827, 2_192, 2_557, 2_922, 3_288, 3_653,
]

const tag = object('{ key, value }', { key: tagKey, value: tagValue })

const namePrefix = text('the beginning of the names of secrets, such as production/', (value) =>
  /^[\w/+=.@-]{1,512}$/.test(value),
)

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
const retention = expected(`a number of days that CloudWatch Logs accepts, one of ${retentions.join(', ')}`)

const adopt = object("{ table: 'tokenwatch-acme-StateTable...', escrowKey: 'arn:aws:kms:...' }", {
  table: text('the name of a DynamoDB table', (value) => /^[\w.-]{3,255}$/.test(value)),
  escrowKey: keyArn.optional(),
})

/** Set-up of a deployment in AWS. */
export const deploymentFields = {
  /** Rules of the account; by default it has none. */
  account,
  /** Grants that let the functions read secrets; by default one for each secret by its name. */
  grants: grants.default('each'),
  /** `together` reads up to twenty secrets with one call, `single` each with its own; by default together. */
  secretReads: oneOf(['together', 'single']).default('together'),
  /** `changes` logs one line a batch for the readings that say nothing new, `all` one line for each; by default changes. */
  logs: oneOf(['all', 'changes']).default('changes'),
  /** Retention of logs in days; by default `30`. */
  retentionDays: z
    .number({ error: retention })
    .refine((days) => retentions.includes(days), { error: retention })
    .default(30),
  /** Services (of `usedBy`) that get an alarm while the gate would refuse their deployment. */
  blocking: list('a list of service names', label).default([]),
  /** Weekly maintenance windows. Notifications are suppressed in them and sent afterwards. */
  maintenance,
  /** True for metrics of each check; by default false, since CloudWatch charges for each metric. */
  perCheckMetrics: flag.default(false),
  /** True for a widget on the dashboard that shows what is bad now; by default false, since it is a function more. */
  widget: flag.default(false),
  /** `keep` or `destroy` the state when the stack is deleted; by default it is kept. */
  removal: oneOf(['keep', 'destroy']).default('keep'),
  /** State that a deleted stack left behind: its table, and the key of its escrow. */
  adopt: adopt.optional(),
  /**
   * URL of an outside service that raises an alarm when nobody calls. Called after every tick that is complete with nothing pending. An
   * https URL, or a secret that holds one: anybody who knows it can keep that alarm silent.
   */
  heartbeatUrl: heartbeatUrl.optional(),
  /** PEM certificates of authorities that are trusted in addition to the public ones. */
  privateCa: certificates.optional(),
}
