import type { Check, CheckKey } from '../core/model/check.ts'
import type { Deployment, Subscriber } from '../core/model/deployment.ts'
import type { SecretReference } from '../core/model/secret-reference.ts'
import { secretsOf } from '../core/model/secret-references.ts'

/** Parts of an ARN that a deployment has one of. */
export type ArnParts = { readonly partition: string; readonly region: string; readonly account: string }

type Noun = 'secret' | 'topic' | 'key' | 'policy' | 'role' | 'function' | 'queue' | 'chat configuration'

/** An ARN of the config with the place where it stands, and the parts that have to be those of the deployment. */
export type BoundArn = {
  readonly check: CheckKey | null
  readonly field: string
  readonly arn: string
  readonly noun: Noun
  readonly to: readonly (keyof ArnParts)[]
}

type Bounds = (field: string, arn: string | null | undefined) => readonly BoundArn[]

/** Lists every ARN of a config that AWS is given. */
export function boundArns(deployment: Deployment): readonly BoundArn[] {
  return [
    ...accountArns(deployment),
    ...deployment.checks.flatMap((check) => [...checkSecrets(check), ...checkArns(check)]),
    ...heartbeatArns(deployment),
    ...audienceArns(deployment),
  ]
}

/** Every ARN is of the deployment's partition; `more` names what else it shares. */
function binding(noun: Noun, more: readonly (keyof ArnParts)[] = [], check: CheckKey | null = null): Bounds {
  return (field, arn) =>
    arn?.startsWith('arn:') ? [{ check, field, arn, noun, to: ['partition', ...more.filter(isIn(arn))] }] : []
}

/** Policies of AWS itself have `aws` in the place of an account. */
const isIn = (arn: string) => (part: keyof ArnParts) => part !== 'account' || arnPartsOf(arn).account !== 'aws'

function accountArns({ account, adopt }: Deployment): readonly BoundArn[] {
  const { topics, keys, permissionsBoundary, bootstrap } = account
  const topic = binding('topic', ['region', 'account'])
  const key = binding('key', ['region'])
  return [
    ...Object.entries(topics).flatMap(([name, arn]) => topic(`account.topics.${name}`, arn)),
    ...Object.entries(keys).flatMap(([name, arn]) => key(`account.keys.${name}`, arn)),
    ...binding('policy', ['account'])('account.permissionsBoundary', permissionsBoundary),
    ...binding('role', ['account'])('account.bootstrap.executionRoleArn', bootstrap.executionRoleArn),
    ...key('adopt.escrowKey', adopt?.escrowKey),
  ]
}

const checkSecrets = (check: Check) =>
  secretsOf(check).flatMap(({ field, reference }) => secretAt(check.key, field, idOf(reference), reference.keyArn))

/** Functions of rotations and consumers may be of another account, and of another Region. */
function checkArns({ key, rotation, consumers }: Check): readonly BoundArn[] {
  const [fn, role] = [binding('function', [], key), binding('role', [], key)]
  return [
    ...(rotation.by === 'existing' ? fn('rotation.functionArn', rotation.functionArn) : []),
    ...consumers.flatMap((consumer, index) => [
      ...(consumer.kind === 'lambdaFunction' ? fn(`consumers[${index}].functionArn`, consumer.functionArn) : []),
      ...(consumer.kind === 'cloudTrail' ? role(`consumers[${index}].roleArn`, consumer.roleArn) : []),
    ]),
  ]
}

function heartbeatArns({ heartbeatUrl }: Deployment): readonly BoundArn[] {
  if (heartbeatUrl === null || 'url' in heartbeatUrl) return []
  return secretAt(null, 'heartbeatUrl', idOf(heartbeatUrl.secret), heartbeatUrl.secret.keyArn)
}

function audienceArns({ environments, owners }: Deployment): readonly BoundArn[] {
  const at = (field: string, subscribers: readonly Subscriber[]) =>
    subscribers.flatMap((subscriber, index) => subscriberArns(`${field}[${index}]`, subscriber))
  return [
    ...environments.flatMap(({ name, page, notice, watcher }) =>
      Object.entries({ page, notice, watcher }).flatMap(([topic, some]) => at(`environments.${name}.${topic}`, some)),
    ),
    ...owners.flatMap(({ name, page, notice }) =>
      Object.entries({ page, notice }).flatMap(([topic, some]) => at(`owners.${name}.${topic}`, some)),
    ),
  ]
}

function subscriberArns(field: string, subscriber: Subscriber): readonly BoundArn[] {
  switch (subscriber.kind) {
    case 'pagerduty': {
      const { secretId, keyArn } = subscriber.integrationKey
      return secretAt(null, `${field}.integrationKey`, secretId, keyArn)
    }
    case 'lambda':
      return binding('function')(`${field}.functionArn`, subscriber.functionArn)
    case 'sqs':
      return binding('queue')(`${field}.queueArn`, subscriber.queueArn)
    case 'slack':
    case 'teams':
      return binding('chat configuration')(`${field}.configurationArn`, subscriber.configurationArn)
    case 'email':
    case 'https':
      return []
    default:
      return subscriber satisfies never
  }
}

/** The key of AWS opens a secret for its own account only, so one without a key of its own has to be of the deployment's. */
function secretAt(
  check: CheckKey | null,
  field: string,
  id: string | null,
  keyArn: string | null,
): readonly BoundArn[] {
  const shared = keyArn === null ? (['region', 'account'] as const) : (['region'] as const)
  return [
    ...binding('secret', shared, check)(field, id),
    ...binding('key', ['region'], check)(`${field}.keyArn`, keyArn),
  ]
}

/** Returns partition, Region and account of an ARN, each empty where it has none. */
export function arnPartsOf(arn: string): ArnParts {
  const [, partition = '', , region = '', account = ''] = arn.split(':')
  return { partition, region, account }
}

const idOf = ({ source }: SecretReference): string | null => (source.from === 'secrets-manager' ? source.id : null)
