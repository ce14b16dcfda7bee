import type { Check, CheckKey } from '../core/model/check.ts'
import type { Deployment, Environment } from '../core/model/deployment.ts'
import type { SecretReference } from '../core/model/secret-reference.ts'
import { secretsOf } from '../core/model/secret-references.ts'
import { networkProblems } from './networks.ts'
import type { Problem } from './problems.ts'
import { isWholeArn, secretNameOf } from './secret-name.ts'

/** Secrets that roles can name one by one: ten managed policies of 6,144 characters, with room for the rest of them. */
const listedSecrets = 500

/** The longest name that leaves room for ours beside it in the names of AWS resources (64 characters). */
const longestName = 40

/**
 * What a config may say on a laptop and no deployment to AWS can do: each with its check or environment and the way out.
 * Empty where it can be deployed.
 */
export function problemsForAws(deployment: Deployment): readonly Problem[] {
  return [
    ...nameProblems(deployment),
    ...grantProblems(deployment),
    ...networkProblems(deployment),
    ...heartbeatProblems(deployment),
    ...deployment.environments.flatMap(environmentProblems),
    ...deployment.checks.flatMap((check) => [
      ...cadenceProblems(check),
      ...secretsOf(check).flatMap(({ field, reference }) => secretProblems(check.key, field, reference, deployment)),
    ]),
  ]
}

const outside = (field: string, message: string): Problem => ({ check: null, field, message })

function nameProblems({ name }: Deployment): readonly Problem[] {
  if (name.length <= longestName) return []
  const message = `at most ${longestName} characters, since AWS resources are named after it; found ${name.length}`
  return [outside('name', message)]
}

function grantProblems({ checks, grants }: Deployment): readonly Problem[] {
  const ids = new Set(checks.flatMap((check) => secretsOf(check).flatMap(({ reference }) => idOf(reference) ?? [])))
  if (grants !== 'each' || ids.size <= listedSecrets) return []
  const message = `roles can name ${listedSecrets} secrets one by one, found ${ids.size}: grant them by { tag: { key, value } } or { namePrefix }`
  return [outside('grants', message)]
}

function heartbeatProblems(deployment: Deployment): readonly Problem[] {
  const { heartbeatUrl } = deployment
  if (heartbeatUrl === null || 'url' in heartbeatUrl) return []
  return secretProblems(null, 'heartbeatUrl', heartbeatUrl.secret, deployment)
}

function environmentProblems({ name, page, notice, watcher }: Environment): readonly Problem[] {
  const field = `environments.${name}`
  const nobody =
    page.length > 0 ? [] : [outside(`${field}.page`, "nobody would be woken: name somebody, such as email('...')")]
  const lists = Object.entries({ page, notice, watcher })
  const partial = lists.flatMap(([topic, subscribers]) =>
    subscribers.flatMap((subscriber, index) =>
      subscriber.kind === 'pagerduty' && isPartialArn(subscriber.integrationKey.secretId)
        ? [outside(`${field}.${topic}[${index}].integrationKey`, partialArn)]
        : [],
    ),
  )
  return [...nobody, ...partial]
}

/** Schedules fire once a minute at best; below that, a minute's tick is sent in parts, each with its delay. */
function cadenceProblems({ key, everySeconds }: Check): readonly Problem[] {
  const possible = everySeconds < 60 ? everySeconds >= 10 && 60 % everySeconds === 0 : everySeconds % 60 === 0
  if (possible) return []
  const message = 'EventBridge Scheduler can not do this: expected 10s, 12s, 15s, 20s, 30s or whole minutes'
  return [{ check: key, field: 'every', message }]
}

const partialArn =
  'expected the name, or the whole ARN with the dash and six characters at its end: aws secretsmanager describe-secret prints it'

function secretProblems(
  check: CheckKey | null,
  field: string,
  reference: SecretReference,
  { grants }: Deployment,
): readonly Problem[] {
  const id = idOf(reference)
  if (id === null) {
    const message = "a function in AWS has no such place: keep it in Secrets Manager and name it with secret('<name>')"
    return [{ check, field, message }]
  }
  if (isPartialArn(id)) return [{ check, field, message: partialArn }]
  const covered = typeof grants === 'string' || 'tag' in grants || secretNameOf(id).startsWith(grants.namePrefix)
  const message = 'its name does not begin with the namePrefix of grants, so no function could read it'
  return covered ? [] : [{ check, field, message }]
}

const isPartialArn = (id: string): boolean => id.startsWith('arn:') && !isWholeArn(id)

const idOf = ({ source }: SecretReference): string | null => (source.from === 'secrets-manager' ? source.id : null)
