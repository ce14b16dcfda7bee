import { z } from 'zod'
import type { SecretReference, SecretSource, SecretStage } from '../../core/model/secret-reference.ts'
import { isOfItsPartition, keyArn } from './arn.ts'
import { expected, expectedVariant, object, oneOf, text } from './text.ts'

/** Role of a part of a credential. Profiles require roles, and secrets name the key of each. */
export const secretRole = text('the name of a role such as token, clientId, clientSecret', (value) =>
  /^[A-Za-z][A-Za-z0-9]{0,62}$/.test(value),
)
const key = text("a key of the secret's JSON object", (value) => /^\P{Cc}{1,256}$/u.test(value))

const fields = z.union([key, z.record(secretRole, key)], {
  error: expected("a key of the secret's JSON object, or an object of them by role"),
})

const secretName = text(
  'the name or ARN of a secret in Secrets Manager, such as production/ci-bot',
  (value) =>
    /^(?:[\w/+=.@-]{1,512}|arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:\d{12}:secret:[\w/+=.@-]{1,519})$/.test(value) &&
    isOfItsPartition(value),
)

const reading = { fields: fields.optional(), trimNewline: z.boolean({ error: expected('true or false') }).optional() }
const stages = ['AWSCURRENT', 'AWSPENDING', 'AWSPREVIOUS'] as const satisfies readonly SecretStage[]

const managed = object('secret(...)', {
  from: z.literal('secrets-manager'),
  id: secretName,
  ...reading,
  stage: oneOf(stages).optional(),
  keyArn: keyArn.optional(),
})
/**
 * A name that somebody can give to a parameter (docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-su-create.html). Those
 * of AWS begin with `aws` or `ssm`: a reference to Secrets Manager is one of them, and needs other grants than a parameter.
 */
const parameterName = text(
  'the name of a parameter in Parameter Store, such as /production/ci-bot, without a version or label',
  (value) => value.length <= 1_011 && /^(?:(?:\/[\w.-]+){1,15}|[\w.-]+)$/.test(value),
).refine((value) => !/^\/?(?:aws|ssm)/i.test(value), {
  error: "expected a name of your own, since those of AWS begin with aws or ssm: name a secret with secret('<name>')",
})

const stored = object('parameter(...)', {
  from: z.literal('parameter-store'),
  name: parameterName,
  ...reading,
  keyArn: keyArn.optional(),
})
const variable = object('fromEnv(...)', {
  from: z.literal('environment'),
  variable: text('the name of an environment variable', (value) => /^[A-Za-z_]\w{0,254}$/.test(value)),
  ...reading,
})
const file = object('fromFile(...)', {
  from: z.literal('file'),
  path: text('the path of a file', (value) => /^\P{Cc}{1,1024}$/u.test(value)),
  ...reading,
})

const anySecret = z.discriminatedUnion('from', [managed, stored, variable, file], {
  error: expectedVariant('secret(...), parameter(...), fromEnv(...) or fromFile(...)'),
})

/** Place of a credential, as `secret()`, `parameter()`, `fromEnv()` and `fromFile()` write it. */
export type SecretInput = z.input<typeof anySecret>

/** A key of the secret's JSON object, or several by the role that each plays. */
export type SecretFields = z.input<typeof fields>

/** Place of a credential: a source, and the field of each role. */
export const secretReference = anySecret.transform(
  (input): SecretReference => ({
    source: sourceOf(input),
    fields: fieldsOf(input.fields),
    stage: input.from === 'secrets-manager' ? (input.stage ?? 'AWSCURRENT') : 'AWSCURRENT',
    trimNewline: input.trimNewline ?? false,
    keyArn: 'keyArn' in input ? (input.keyArn ?? null) : null,
  }),
)

/** A secret that must hold exactly these roles. */
export function secretWith(...roles: readonly string[]) {
  return secretReference.superRefine((reference, context) => {
    const message = rolesFault(reference, roles)
    if (message !== undefined) context.addIssue({ code: 'custom', message })
  })
}

/** Returns the message for a secret that names other roles than these; `undefined` if it names exactly these. */
export function rolesFault(reference: SecretReference, roles: readonly string[]): string | undefined {
  const named = new Set(Object.keys(reference.fields))
  if (named.size === roles.length && roles.every((one) => named.has(one))) return undefined
  const example = roles.map((one) => `${one}: '<key>'`).join(', ')
  return `expected a secret that names ${roles.join(' and ')} and nothing else: secret('<name>', { ${example} })`
}

function sourceOf(input: SecretInput): SecretSource {
  switch (input.from) {
    case 'secrets-manager':
      return { from: input.from, id: input.id }
    case 'parameter-store':
      return { from: input.from, name: input.name }
    case 'environment':
      return { from: input.from, variable: input.variable }
    case 'file':
      return { from: input.from, path: input.path }
  }
}

/** Returns the field of each role. Without fields the whole secret is the token; one field is the token. */
function fieldsOf(input: SecretFields | undefined): Readonly<Record<string, string | null>> {
  return typeof input === 'object' ? input : { token: input ?? null }
}
