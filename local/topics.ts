import { environmentNames } from '../functions/aws/environment.ts'
import { chatAudiences, chatTopicName, type TopicName, topicNames } from '../functions/core/model/audience.ts'
import type { Deployment } from '../functions/core/model/deployment.ts'
import { wantedSubscriptions } from '../functions/core/model/wanted-subscriptions.ts'
import type { Aws } from './aws/aws.ts'
import type { LambdaFunction } from './lambda/function.ts'

/** ARNs of a stack's topics, and of the chat topics by `chatKey`. */
export type TopicArns = Readonly<Record<TopicName, string>> & { readonly chat: ReadonlyMap<string, string> }

/** Name of the queue for messages that the function behind a topic could not deliver. */
export const undelivered = 'tokenwatch-undelivered'

/** Creates the topics and the queue of undelivered messages. */
export function createTopics({ sns, sqs }: Aws, deployment: Deployment): TopicArns {
  sqs.createQueue(undelivered)
  const create = (name: string) => sns.createTopic(`tokenwatch-${name}`)
  const keys = [...chatAudiences(deployment).keys()]
  const chat = new Map(keys.map((key) => [key, sns.createTopic(chatTopicName(deployment.name, key))]))
  return { page: create('page'), notice: create('notice'), watcher: create('watcher'), chat }
}

/** Returns the environment variables that name the topics. */
export function topicEnvironment({ page, notice, watcher }: TopicArns): Record<string, string> {
  return {
    [environmentNames.pageTopicArn]: page,
    [environmentNames.noticeTopicArn]: notice,
    [environmentNames.watcherTopicArn]: watcher,
  }
}

/**
 * Subscribes what the stack would subscribe. The lab delivers nothing to it: a local run pages nobody. Only the function that sends to
 * PagerDuty is invoked, if a server on loopback stands in for PagerDuty.
 */
export function subscribeAudience(
  aws: Aws,
  topicArns: TopicArns,
  deployment: Deployment,
  notify: LambdaFunction,
): void {
  for (const topic of topicNames) {
    const topicArn = topicArns[topic]
    for (const { protocol, endpoint, integration } of wantedSubscriptions(deployment, topic)) {
      if (protocol !== 'lambda') {
        const key = integration === null ? '' : `integration/${encodeURIComponent(integration)}/enqueue`
        aws.sns.subscribe(topicArn, protocol, async () => {}, `${endpoint ?? ''}${key}`)
      } else if (endpoint !== null || deployment.pagerDutyHost === null) {
        aws.sns.subscribe(topicArn, protocol, async () => {}, endpoint ?? notify.arn)
      } else {
        aws.sns.subscribe(topicArn, protocol, handOver(aws, notify), notify.arn)
        aws.invocations.setPolicy(notify.arn, notifyPolicy(topicArns, notify))
      }
    }
  }
}

/** Returns the resource policy that lets SNS invoke the function. */
function notifyPolicy({ page, notice, watcher }: TopicArns, { arn }: LambdaFunction): string {
  const statement = {
    Effect: 'Allow',
    Principal: { Service: 'sns.amazonaws.com' },
    Action: 'lambda:InvokeFunction',
    Resource: arn,
    Condition: { ArnLike: { 'aws:SourceArn': [page, notice, watcher] } },
  }
  return JSON.stringify({ Version: '2012-10-17', Statement: [statement] })
}

/** Invokes the function asynchronously. Events that Lambda gives up on go to the dead letters. */
function handOver({ sqs }: Aws, { invokeEvent }: LambdaFunction) {
  return async (event: unknown): Promise<void> => {
    void invokeEvent(event).then((outcome) => {
      if (outcome.ok) return
      const letter = { body: JSON.stringify(event), attributes: {}, senderId: 'lambda', delayMs: 0 }
      sqs.queue(undelivered).send(letter)
    })
  }
}
