import { audienceOf, topicNames } from '../core/model/audience.ts'
import type { CheckKey } from '../core/model/check.ts'
import type { Deployment } from '../core/model/deployment.ts'
import type { SecretReference } from '../core/model/secret-reference.ts'
import { secretsOf } from '../core/model/secret-references.ts'
import { formatProblem, type Problem } from './problems.ts'

/** Account and Region that a deployment goes into. */
export type Home = { readonly account: string; readonly region: string }

/** An ARN of the config whose account or Region has to be that of the deployment, with the place where it stands. */
type Bound = {
  readonly check: CheckKey | null
  readonly field: string
  readonly arn: string
  readonly noun: 'secret' | 'topic' | 'key' | 'policy' | 'role'
  readonly to: readonly (keyof Home)[]
}

/**
 * Finds ARNs that no deployment could use together: functions read secrets and keys of their own Region, alarms publish to topics of their
 * own account and Region, and roles take policies of their own account. `here` is the home of the deployment where it is known.
 */
export function homeProblems(deployment: Deployment, here: Home | null = null): readonly Problem[] {
  const bound = [...accountArns(deployment), ...secretArns(deployment)]
  return [...problemsOf(bound, 'region', here), ...problemsOf(bound, 'account', here)]
}

function problemsOf(bound: readonly Bound[], part: keyof Home, here: Home | null): readonly Problem[] {
  const stated = bound.flatMap((one) => (one.to.includes(part) ? [{ ...one, found: partOf(one.arn)[part] }] : []))
  const [first] = stated
  if (first === undefined) return []
  const { expected, beside } =
    here === null
      ? { expected: first.found, beside: ` beside ${first.found} (${formatProblem('', { ...first, message: '' })})` }
      : { expected: here[part], beside: '' }
  const wanted = here === null ? '' : `, ${expected}`
  return stated
    .filter(({ found }) => found !== expected)
    .map(({ check, field, noun, found }) => {
      const message = `expected a ${noun} of the ${part === 'region' ? 'Region' : 'account'} of the deployment${wanted}, found ${found}${beside}: ${waysOut[noun](found)}`
      return { check, field, message }
    })
}

const waysOut: Readonly<Record<Bound['noun'], (found: string) => string>> = {
  secret: (region) => `name a replica of it there, or deploy its checks in ${region}`,
  topic: () => 'its alarms reach no other; name a topic there, and subscribe the other one to it',
  key: () => 'name the key that encrypts there, such as a replica of this one',
  policy: () => 'create the policy there, and name that one',
  role: () => 'name the role of that bootstrap',
}

/** Lists the ARNs of the account's rules. */
function accountArns({ account: { topics, keys, permissionsBoundary, bootstrap } }: Deployment): readonly Bound[] {
  const bound = (
    noun: Bound['noun'],
    to: Bound['to'],
    arns: Readonly<Record<string, string | null>>,
  ): readonly Bound[] =>
    Object.entries(arns).flatMap(([name, arn]) =>
      arn?.startsWith('arn:') && partOf(arn).account !== 'aws'
        ? [{ check: null, field: `account.${name}`, arn, noun, to }]
        : [],
    )
  const below = (name: string, arns: Readonly<Record<string, string | null>>) =>
    Object.fromEntries(Object.entries(arns).map(([key, arn]) => [`${name}.${key}`, arn]))
  return [
    ...bound('topic', ['region', 'account'], below('topics', topics)),
    ...bound('key', ['region'], below('keys', keys)),
    ...bound('policy', ['account'], { permissionsBoundary }),
    ...bound('role', ['account'], { 'bootstrap.executionRoleArn': bootstrap.executionRoleArn }),
  ]
}

/** Lists the secrets that the functions read and that the config names by ARN, and the keys that encrypt secrets. */
function secretArns(deployment: Deployment): readonly Bound[] {
  const { checks, heartbeatUrl } = deployment
  const keys = topicNames.flatMap((topic) =>
    audienceOf(deployment, topic).flatMap(({ route, subscriber }) => {
      if (subscriber.kind !== 'pagerduty') return []
      const { secretId, keyArn } = subscriber.integrationKey
      return secretAt(null, `${topic} of ${route}: integrationKey`, secretId, keyArn)
    }),
  )
  return [
    ...checks.flatMap((check) =>
      secretsOf(check).flatMap(({ field, reference }) => secretAt(check.key, field, idOf(reference), reference.keyArn)),
    ),
    ...(heartbeatUrl !== null && 'secret' in heartbeatUrl
      ? secretAt(null, 'heartbeatUrl', idOf(heartbeatUrl.secret), heartbeatUrl.secret.keyArn)
      : []),
    ...keys,
  ]
}

function secretAt(check: CheckKey | null, field: string, id: string | null, keyArn: string | null): readonly Bound[] {
  const to = ['region'] as const
  return [
    ...(id?.startsWith('arn:') ? [{ check, field, arn: id, noun: 'secret', to } as const] : []),
    ...(keyArn === null ? [] : [{ check, field: `${field}.keyArn`, arn: keyArn, noun: 'key', to } as const]),
  ]
}

function partOf(arn: string): Home {
  const [, , , region = '', account = ''] = arn.split(':')
  return { account, region }
}

const idOf = ({ source }: SecretReference): string | null => (source.from === 'secrets-manager' ? source.id : null)
