import { audienceOf, chatAudiences, deliveryOf, topicNames } from '../../functions/core/model/audience.ts'
import { cadencesOf } from '../../functions/core/model/cadences.ts'
import type { Deployment } from '../../functions/core/model/deployment.ts'
import { probeLocationsOf } from '../../functions/core/model/probe-locations.ts'

/** Resources of a stack that AWS charges for while they exist. A test compares them with the template. */
export type ChargedResources = {
  /** CloudWatch charges an alarm by its metrics. */
  readonly alarmMetrics: number
  /** Keys of KMS that the stack makes: of the topics, of the escrow, and those of `account.keys`. */
  readonly keys: number
  /** Queues that Lambda polls, also while they are empty. */
  readonly polledQueues: number
}

/** Alarms on the errors, the throttles and the duration of a function. */
const perFunction = 3

/** The watchdog, pending pages, pending subscriptions, two queues of dead letters and three topics, beside `tick`. */
const ofEveryStack = 3 + 2 + 3 + perFunction

/** The heartbeat, and the secrets that could not be read. */
const perCadence = 2

/** Counts the resources of a deployment from its config. */
export function chargedResources(deployment: Deployment): ChargedResources {
  const locations = probeLocationsOf(deployment)
  const ours = deployment.checks.filter(({ rotation }) => rotation.by === 'ours')
  const rotating = locations.filter(({ environments }) =>
    ours.some((check) => environments.includes(check.environment)),
  )
  const ways = new Map(
    topicNames.map((topic) => [
      topic,
      audienceOf(deployment, topic).map(({ subscriber }) => deliveryOf(subscriber).by),
    ]),
  )
  // A config without subscribers cannot be deployed: somebody is paged, who also hears of the monitor itself.
  const direct = [...ways].filter(([topic, by]) =>
    by.length === 0 ? topic !== 'notice' : by.some((one) => one !== 'chat'),
  ).length
  const notifies = [...ways.values()].flat().includes('notify')
  const alarmed = deployment.checks.filter(({ perCheckAlarm }) => perCheckAlarm).length
  return {
    alarmMetrics:
      ofEveryStack +
      cadencesOf(deployment).size * perCadence +
      // The function, and the age of its queue.
      locations.length * (perFunction + 1) +
      rotating.length * perFunction +
      // Dead letters of each topic with subscribers, and of `notify`.
      direct +
      (notifies ? perFunction + 1 : 0) +
      chatAudiences(deployment).size +
      alarmed +
      blockedServices(deployment),
    keys: ownKeys(deployment) + (ours.length > 0 && (deployment.adopt?.escrowKey ?? null) === null ? 1 : 0),
    polledQueues: locations.length,
  }
}

/** Returns the number of keys that the stack makes for what it stores. One that the account has already costs nothing more. */
function ownKeys(deployment: Deployment): number {
  const { keys, topics } = deployment.account
  const { topics: ofTopics, ...others } = keys
  const hasTopics = Object.values(topics).includes(null) || chatAudiences(deployment).size > 0
  const made = Object.values(others).filter((choice) => choice === 'own').length
  return made + (ofTopics === 'own' && hasTopics ? 1 : 0)
}

/** Returns the number of services with a metric and an alarm, in each environment that they are in. */
export function blockedServices({ blocking, checks }: Deployment): number {
  const pairs = checks.flatMap(({ usedBy, environment }) =>
    usedBy.filter((service) => blocking.includes(service)).map((service) => `${environment} ${service}`),
  )
  return new Set(pairs).size
}
