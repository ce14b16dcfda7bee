import { environmentNames } from '../functions/aws/environment.ts'
import { audienceOf, chatAudiences, type TopicName, topicNames } from '../functions/core/model/audience.ts'
import type { Deployment } from '../functions/core/model/deployment.ts'
import type { Aws } from './aws/aws.ts'
import type { LambdaFunction } from './lambda/function.ts'

/** ARNs of a stack's topics, and of those of chat channels by `chatKey`. */
export type TopicArns = Readonly<Record<TopicName, string>> & { readonly chat: ReadonlyMap<string, string> }

/** Where a message goes that the function behind a topic could not deliver. */
export const undelivered = 'tokenwatch-undelivered'

/** The topics, and the queue of what is not delivered. */
export function createTopics({ sns, sqs }: Aws, deployment: Deployment): TopicArns {
  sqs.createQueue(undelivered)
  const create = (name: string) => sns.createTopic(`tokenwatch-${name}`)
  const keys = [...chatAudiences(deployment).keys()]
  const chat = new Map(keys.map((key) => [key, create(`chat-${key.replace('/', '-')}`)]))
  return { page: create('page'), notice: create('notice'), watcher: create('watcher'), chat }
}

/** What functions are told of the topics. */
export function topicEnvironment({ page, notice, watcher, chat }: TopicArns): Record<string, string> {
  return {
    [environmentNames.pageTopicArn]: page,
    [environmentNames.noticeTopicArn]: notice,
    [environmentNames.watcherTopicArn]: watcher,
    [environmentNames.chatTopicArns]: JSON.stringify(Object.fromEntries(chat)),
  }
}

/**
 * Subscribes mailboxes, which the lab writes no mail to, and the function that tells PagerDuty. That only where something on
 * loopback stands in for PagerDuty: whoever tries a config out wakes nobody.
 */
export function subscribeAudience(
  aws: Aws,
  topicArns: TopicArns,
  deployment: Deployment,
  notify: LambdaFunction,
): void {
  for (const topic of topicNames) {
    const subscribers = audienceOf(deployment, topic).map(({ subscriber }) => subscriber)
    for (const address of new Set(subscribers.flatMap((one) => (one.kind === 'email' ? [one.address] : []))))
      aws.sns.subscribe(topicArns[topic], 'email', async () => {}, address)
    const paged = subscribers.some((one) => one.kind === 'pagerduty' && one.via === 'events')
    if (paged && deployment.pagerDutyHost !== null)
      aws.sns.subscribe(topicArns[topic], 'lambda', handOver(aws, notify), notify.arn)
  }
}

/** SNS is done as soon as Lambda has the event; what Lambda gives up on goes to the dead letters. */
function handOver({ sqs }: Aws, { invokeEvent }: LambdaFunction) {
  return async (event: unknown): Promise<void> => {
    void invokeEvent(event).then((outcome) => {
      if (outcome.ok) return
      const letter = { body: JSON.stringify(event), attributes: {}, senderId: 'lambda', delayMs: 0 }
      sqs.queue(undelivered).send(letter)
    })
  }
}
