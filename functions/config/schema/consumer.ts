import { z } from 'zod'
import type { AnswerPlace } from '../../core/model/answer-place.ts'
import type { Consumer } from '../../core/model/consumer.ts'
import { functionArn, regionName, roleArn } from './arn.ts'
import { expression } from './expression.ts'
import { secretWith } from './secret.ts'
import { expected, expectedVariant, label, object, text } from './text.ts'
import { url } from './url.ts'

/** Name of a cluster or service in ECS. */
const ecsName = text('a name in ECS: letters, digits, - and _', (value) => /^[A-Za-z0-9_-]{1,255}$/.test(value))

const headerName = text('the name of a header', (value) => /^[A-Za-z0-9-]{1,64}$/.test(value))

const version = z
  .union([expression, object('{ header }', { header: headerName })], {
    error: expected('a JMESPath expression, or { header }'),
  })
  .transform((input): AnswerPlace => (typeof input === 'string' ? input : { header: input.header.toLowerCase() }))

const health = object('health(...)', {
  kind: z.literal('health'),
  name: label,
  /** URL at which the consumer reports the version that it uses. */
  url,
  /** Place of the version in its answer; by default `versionId`. */
  version: version.default('versionId'),
})

const ecs = object('ecs(...)', {
  kind: z.literal('ecs'),
  /** By default the service's name. */
  name: label.optional(),
  cluster: ecsName,
  service: ecsName,
}).transform(({ name, ...rest }): Consumer => ({ ...rest, name: name ?? rest.service }))

const lambdaFunction = object('lambdaFunction(...)', {
  kind: z.literal('lambdaFunction'),
  /** By default the function's name. */
  name: label.optional(),
  functionArn,
}).transform(({ name, ...rest }): Consumer => ({ ...rest, name: name ?? rest.functionArn.split(':')[6] ?? '' }))

const cloudTrail = object('cloudTrail(...)', {
  kind: z.literal('cloudTrail'),
  /** By default the role's name. */
  name: label.optional(),
  /** The role that reads the secret. */
  roleArn,
}).transform(({ name, ...rest }): Consumer => ({ ...rest, name: name ?? rest.roleArn.split('/').at(-1) ?? '' }))

const lastAccessed = object('lastAccessed(...)', {
  kind: z.literal('lastAccessed'),
  name: label.default('readers-of-the-previous-version'),
})

const replica = object('replica(...)', {
  kind: z.literal('replica'),
  /** By default `replica-` and the Region. */
  name: label.optional(),
  region: regionName,
}).transform(({ name, ...rest }): Consumer => ({ ...rest, name: name ?? `replica-${rest.region}` }))

/** Name of an object in Kubernetes: a DNS subdomain. */
const objectName = (what: string) =>
  text(`${what}: lower-case letters, digits, - and .`, (value) =>
    /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/.test(value),
  )

/** A label selector. The API server parses it; an empty one would select every pod. */
const selector = text('a label selector such as app=web', (value) =>
  /^[A-Za-z0-9(!][A-Za-z0-9._/=!, ()-]{0,510}$/.test(value),
)

const kubernetes = object('kubernetes(...)', {
  kind: z.literal('kubernetes'),
  name: label,
  api: url,
  access: secretWith('token'),
  namespace: objectName('the name of a namespace'),
  secretName: objectName('the name of a Secret in Kubernetes'),
  pods: selector,
})

/** A consumer of a credential, with the evidence that it has moved on after a rotation. */
export const consumer = z.discriminatedUnion(
  'kind',
  [health, ecs, lambdaFunction, cloudTrail, kubernetes, lastAccessed, replica],
  {
    error: expectedVariant(
      'health(...), ecs(...), lambdaFunction(...), cloudTrail(...), kubernetes(...), lastAccessed() or replica(...)',
    ),
  },
)

/** Input of one consumer. */
export type ConsumerInput = z.input<typeof consumer>
