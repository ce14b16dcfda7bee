import { audienceOf, chatAudiences, routesIn } from '../core/model/audience.ts'
import { cadencesOf } from '../core/model/cadences.ts'
import type { Check, CheckKey } from '../core/model/check.ts'
import type { Deployment, Environment, Subscriber } from '../core/model/deployment.ts'
import { isWholeArn, secretNameOf } from '../core/model/secret-name.ts'
import type { SecretReference } from '../core/model/secret-reference.ts'
import { parametersOf, secretsOf } from '../core/model/secret-references.ts'
import { coversOwnMachine } from './addresses.ts'
import { homeProblems } from './home.ts'
import { networkProblems } from './networks.ts'
import { outside, type Problem } from './problems.ts'
import { throughputProblems } from './throughput.ts'

/** Most secrets that roles can list by name: ten managed policies of 6,144 characters, with room for the rest of each. */
const listedSecrets = 500

/** Longest name of a deployment. The names of AWS resources (64 characters) begin with it. */
const longestName = 40

/**
 * Finds what a config may say on a laptop and a deployment to AWS cannot do, each with its check or environment and the way out. Empty for a
 * config that can be deployed.
 */
export function problemsForAws(deployment: Deployment): readonly Problem[] {
  return [
    ...nameProblems(deployment),
    ...grantProblems(deployment),
    ...networkProblems(deployment),
    ...heartbeatProblems(deployment),
    ...ownerProblems(deployment),
    ...concurrencyProblems(deployment),
    ...homeProblems(deployment),
    ...adoptProblems(deployment),
    ...deployment.environments.flatMap(environmentProblems),
    ...deployment.checks.flatMap((check) => [
      ...cadenceProblems(check),
      ...machineProblems(check),
      ...secretsOf(check).flatMap(({ field, reference }) => secretProblems(check.key, field, reference, deployment)),
    ]),
  ]
}

function nameProblems({ name }: Deployment): readonly Problem[] {
  if (name.length <= longestName) return []
  const message = `expected at most ${longestName} characters, since AWS resources are named after it, found ${name.length}: choose a shorter name`
  return [outside('name', message)]
}

function grantProblems({ checks, grants }: Deployment): readonly Problem[] {
  const references = checks.flatMap((check) => secretsOf(check).map(({ reference }) => reference))
  const ids = new Set(references.flatMap((reference) => idOf(reference) ?? []))
  const parameters = parametersOf(references)
  if (parameters.length > listedSecrets) {
    const message = `expected at most ${listedSecrets} parameters, which roles list by name, found ${parameters.length}: divide the config, or store some of them with secret(...)`
    return [outside('checks', message)]
  }
  if (grants !== 'each' || ids.size <= listedSecrets) return []
  const message = `expected at most ${listedSecrets} secrets, which roles can list by name, found ${ids.size}: grant them by { tag: { key, value } } or { namePrefix }`
  return [outside('grants', message)]
}

/** Finds adopted state that the deployment could not use: values in escrow cannot be read with another key. */
function adoptProblems({ adopt, removal, checks, account }: Deployment): readonly Problem[] {
  if (adopt === null) return []
  const rotates = checks.some(({ rotation }) => rotation.by === 'ours')
  const keyless = 'missing; the config has rotations of ours, whose saved values only the key of their escrow opens'
  const destroyed =
    "expected 'keep' beside adopt: an adopted table is not part of the stack, so that nothing destroys it"
  const otherKey = "expected 'aws' or the ARN of a key beside adopt: the adopted table stays under the key that it has"
  return [
    ...(rotates && adopt.escrowKey === null ? [outside('adopt.escrowKey', keyless)] : []),
    ...(removal === 'destroy' ? [outside('removal', destroyed)] : []),
    ...(account.keys.table === 'own' ? [outside('account.keys.table', otherKey)] : []),
  ]
}

/** Finds functions that could not run often enough at one time: a tick that waits is late, and its checks are not judged. */
function concurrencyProblems(deployment: Deployment): readonly Problem[] {
  return [...tickProblems(deployment), ...throughputProblems(deployment)]
}

function tickProblems(deployment: Deployment): readonly Problem[] {
  const { reserved } = deployment.account.concurrency
  // The watchdog and a person's order run beside the cadences.
  const least = cadencesOf(deployment).size + 2
  if (reserved === null || reserved.tick >= least) return []
  const message = `expected at least ${least}, for each cadence, the watchdog and a person's order, found ${reserved.tick}: raise it`
  return [outside('account.concurrency.reserved.tick', message)]
}

function heartbeatProblems(deployment: Deployment): readonly Problem[] {
  const { heartbeatUrl } = deployment
  if (heartbeatUrl === null || 'url' in heartbeatUrl) return []
  if (heartbeatUrl.secret.source.from === 'parameter-store')
    return [
      outside('heartbeatUrl', "expected a secret in Secrets Manager, such as secret('watchdog'), found a parameter"),
    ]
  return secretProblems(null, 'heartbeatUrl', heartbeatUrl.secret, deployment)
}

/** Values in one filter of a subscription (docs.aws.amazon.com/sns/latest/dg/subscription-filter-policy-constraints.html). */
const mostFilterValues = 150

/** ARNs of chat topics that fit into the 4 KB of a function's environment, beside its other variables. */
const mostChatTopics = 20

/** Finds owners that SNS and Lambda have no room for. */
function ownerProblems(deployment: Deployment): readonly Problem[] {
  const chats = chatAudiences(deployment).size
  const wide = (['page', 'notice'] as const).filter((topic) => widestFilter(deployment, topic) > mostFilterValues)
  const partial = deployment.owners.flatMap(({ name, page, notice }) => partialKeys(`owners.${name}`, { page, notice }))
  const tooMany = `expected at most ${mostChatTopics} audiences with chat channels, since a function's environment holds no more, found ${chats}: use email(...), pagerDuty(...) or https(...) for some owners`
  return [
    ...partial,
    ...(chats > mostChatTopics && deployment.owners.length > 0 ? [outside('owners', tooMany)] : []),
    ...wide.map((topic) =>
      outside(
        'owners',
        `one subscriber of ${topic} would take the place of too many owners without one, and SNS filters by at most ${mostFilterValues} names: give more owners a ${topic} list`,
      ),
    ),
  ]
}

/** Returns the most routes that one subscriber listens to by name. One that gets every route needs no filter. */
function widestFilter(deployment: Deployment, topic: 'page' | 'notice'): number {
  const bySubscriber = Map.groupBy(audienceOf(deployment, topic), ({ subscriber }) => JSON.stringify(subscriber))
  const all = routesIn(deployment).length
  return Math.max(0, ...[...bySubscriber.values()].map(({ length }) => (length === all ? 0 : length)))
}

function environmentProblems({ name, page, notice, watcher }: Environment): readonly Problem[] {
  const field = `environments.${name}`
  const nobody =
    page.length > 0
      ? []
      : [
          outside(
            `${field}.page`,
            "missing; nobody would be paged: expected at least one subscriber such as email('...')",
          ),
        ]
  return [...nobody, ...partialKeys(field, { page, notice, watcher })]
}

function partialKeys(field: string, lists: Readonly<Record<string, readonly Subscriber[]>>): readonly Problem[] {
  return Object.entries(lists).flatMap(([topic, subscribers]) =>
    subscribers.flatMap((subscriber, index) =>
      subscriber.kind === 'pagerduty' && isPartialArn(subscriber.integrationKey.secretId)
        ? [outside(`${field}.${topic}[${index}].integrationKey`, partialArn)]
        : [],
    ),
  )
}

/** Finds impossible cadences. Schedules fire at most once a minute; for less, the tick of a minute is sent in delayed parts. */
function cadenceProblems({ key, everySeconds }: Check): readonly Problem[] {
  const possible = everySeconds < 60 ? everySeconds >= 10 && 60 % everySeconds === 0 : everySeconds % 60 === 0
  if (possible) return []
  const message = 'expected 10s, 12s, 15s, 20s, 30s or whole minutes: EventBridge Scheduler has no other cadence'
  return [{ check: key, field: 'every', message }]
}

/** Finds ranges behind which a function in AWS has its own runtime and its credentials. */
function machineProblems({ key, allowPrivate }: Check): readonly Problem[] {
  const index = allowPrivate.findIndex(coversOwnMachine)
  if (index === -1) return []
  const message =
    "this has addresses of the function's own machine, such as its runtime or its metadata: name the range of your network, such as 10.0.0.0/8"
  return [{ check: key, field: `allowPrivate[${index}]`, message }]
}

const partialArn =
  'expected the name, or the whole ARN, which ends in a dash and six characters: aws secretsmanager describe-secret prints it'

function secretProblems(
  check: CheckKey | null,
  field: string,
  reference: SecretReference,
  { grants }: Deployment,
): readonly Problem[] {
  if (reference.source.from === 'parameter-store') return []
  const id = idOf(reference)
  if (id === null) {
    const message = "a function in AWS cannot read this: store it in Secrets Manager and name it with secret('<name>')"
    return [{ check, field, message }]
  }
  if (isPartialArn(id)) return [{ check, field, message: partialArn }]
  const covered = typeof grants === 'string' || 'tag' in grants || secretNameOf(id).startsWith(grants.namePrefix)
  const message =
    'no function may read this secret, since its name does not begin with the namePrefix of grants: rename it or change grants'
  return covered ? [] : [{ check, field, message }]
}

const isPartialArn = (id: string): boolean => id.startsWith('arn:') && !isWholeArn(id)

const idOf = ({ source }: SecretReference): string | null => (source.from === 'secrets-manager' ? source.id : null)
