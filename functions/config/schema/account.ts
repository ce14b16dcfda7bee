import { z } from 'zod'
import {
  type AccountSettings,
  type KeyChoice,
  type KeySettings,
  plainAccount,
  type TopicSettings,
} from '../../core/model/account.ts'
import { isOfItsPartition, keyArn, policyArn, roleArn } from './arn.ts'
import { network } from './network.ts'
import { tagKey, tagValue } from './tag.ts'
import { expected, object, oneOf, text } from './text.ts'

/** Longest beginning of names. A role's name has 64 characters, of which the Region takes 15. */
const longestPrefix = 24

const path = text(
  'an IAM path that begins and ends with a slash, such as /monitoring/',
  (value) => /^\/(?:[\w+=,.@-]+\/)*$/.test(value) && value.length <= 512,
)

const namePrefix = text(
  `the beginning of the names of roles, such as acme-, at most ${longestPrefix} letters, digits and + = , . @ _ -`,
  (value) => /^[\w+=,.@-]+$/.test(value) && value.length <= longestPrefix,
)

const { roles } = plainAccount

const roleSettings = object('{ path, namePrefix, policies }', {
  path: path.default(roles.path),
  namePrefix: namePrefix.nullable().default(roles.namePrefix),
  policies: oneOf(['inline', 'managed']).default(roles.policies),
})

const isKey = (text: string) => keyArn.safeParse(text).success

const anyKey = text(
  "'aws', 'own' or the ARN of a KMS key (not of an alias)",
  (value) => value === 'aws' || value === 'own' || isKey(value),
).transform((choice): KeyChoice => (isArn(choice) ? choice : choice === 'own' ? 'own' : 'aws'))

const topicsKey = text(
  "'own' or the ARN of a KMS key (not of an alias), since alarms cannot reach a topic under a key of AWS",
  (value) => value === 'own' || isKey(value),
).transform((choice): KeySettings['topics'] => (isArn(choice) ? choice : 'own'))

const isArn = (text: string): text is `arn:${string}` => text.startsWith('arn:')

const keys = object('{ logs, table, queues, topics }', {
  logs: anyKey.default(plainAccount.keys.logs),
  table: anyKey.default(plainAccount.keys.table),
  queues: anyKey.default(plainAccount.keys.queues),
  topics: topicsKey.default(plainAccount.keys.topics),
})

const whole = (what: string, least: number, most: number) => {
  const error = expected(`${what}, a whole number from ${least} to ${most}`)
  return z.int({ error }).min(least, { error }).max(most, { error })
}

/** Runs that a probe takes besides batches: the gate's, and tasks. */
export const besideBatches = 2

const reserved = whole('the runs of a function at one time', 1, 1_000)

const concurrency = object('{ probesAtOnce, reserved }', {
  probesAtOnce: whole('the batches that a probe location judges at one time', 2, 1_000)
    .nullable()
    .default(plainAccount.concurrency.probesAtOnce),
  reserved: object('{ tick, probe, rotate, notify }', {
    tick: reserved,
    probe: reserved,
    rotate: reserved,
    notify: reserved,
  })
    .nullable()
    .default(null),
}).superRefine(({ probesAtOnce, reserved }, context) => {
  // What the checks need is not known here.
  if (probesAtOnce === null) return
  const least = probesAtOnce + besideBatches
  if (reserved === null || reserved.probe >= least) return
  const message = `expected at least ${least}, for ${probesAtOnce} batches (probesAtOnce), the gate and tasks, found ${reserved.probe}: raise it or lower probesAtOnce`
  context.addIssue({ code: 'custom', path: ['reserved', 'probe'], message })
})

const bootstrap = object('{ qualifier, assetsBucket, executionRoleArn, credentials }', {
  qualifier: text('the qualifier of a bootstrap, 1 to 10 lower-case letters and digits', (value) =>
    /^[a-z0-9]{1,10}$/.test(value),
  )
    .nullable()
    .default(null),
  assetsBucket: text('the name of an S3 bucket', (value) => /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(value))
    .nullable()
    .default(null),
  executionRoleArn: roleArn.nullable().default(null),
  credentials: oneOf(['roles', 'cli']).default('roles'),
})

const topic = text(
  'the ARN of a standard SNS topic such as arn:aws:sns:eu-central-1:123456789012:pages',
  (value) => /^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[\w-]{1,256}$/.test(value) && isOfItsPartition(value),
)
  .transform((arn): TopicSettings['page'] => (isArn(arn) ? arn : null))
  .nullable()
  .default(null)

const topics = object('{ page, notice, watcher }', { page: topic, notice: topic, watcher: topic }).superRefine(
  (given, context) => {
    const named = Object.entries(given).flatMap(([name, arn]) => (arn === null ? [] : [{ name, arn }]))
    if (new Set(named.map(({ arn }) => arn)).size < named.length)
      context.addIssue({ code: 'custom', message: 'expected a topic each: every page goes to notice too' })
    const [first] = named
    for (const { name, arn } of named.slice(1)) {
      if (first === undefined || placeOf(arn) === placeOf(first.arn)) continue
      const message = `expected a topic in the account and Region of ${first.name}, ${placeOf(first.arn)}, found ${placeOf(arn)}: a deployment has one, and its alarms reach no other`
      context.addIssue({ code: 'custom', path: [name], message })
    }
  },
)

/** Returns the account and Region of an ARN in words. */
function placeOf(arn: string): string {
  const [, partition, , region, account] = arn.split(':')
  return `${account} in ${region}${partition === 'aws' ? '' : ` of ${partition}`}`
}

/** Tags of one resource that AWS leaves to users are 50. The CDK and a company's own may add some. */
const mostTags = 40

const tags = z
  .record(tagKey, tagValue, { error: expected("an object of tags such as { 'cost-center': '4711' }") })
  .refine((given) => Object.keys(given).length <= mostTags, { error: `expected at most ${mostTags} tags` })
  .refine((given) => new Set(Object.keys(given).map((key) => key.toLowerCase())).size === Object.keys(given).length, {
    error:
      'expected keys that differ in more than their case: IAM takes Team and team for one, and no role could be made',
  })

/** Rules of the account: what companies ask of every stack before they approve it. */
export const account = object('an object such as { permissionsBoundary: ..., roles: ... }', {
  /** ARN of a managed policy that bounds every role of the stack. */
  permissionsBoundary: policyArn.nullable().default(plainAccount.permissionsBoundary),
  /** Path, names and policies of the roles. */
  roles: roleSettings.default(roles),
  /** KMS keys of what is stored. */
  keys: keys.default(plainAccount.keys),
  /** Network of every function that its environment puts into no other. */
  network: network.nullable().default(plainAccount.network),
  /** Batches that are judged at one time, and concurrency that Lambda reserves. */
  concurrency: concurrency.default(plainAccount.concurrency),
  /** Bootstrap of the CDK that deployments go through. */
  bootstrap: bootstrap.default(plainAccount.bootstrap),
  /** Existing topics instead of those of the stack. */
  topics: topics.default(plainAccount.topics),
  /** Class of the log groups. `infrequent-access` costs half, and can only be queried. */
  logClass: oneOf(['standard', 'infrequent-access']).default(plainAccount.logClass),
  /** Tags of every resource that takes some. */
  tags: tags.default(plainAccount.tags),
})
  .default(plainAccount)
  .transform((input): AccountSettings => input)
