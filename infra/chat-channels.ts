import { CfnOutput, Stack } from 'aws-cdk-lib'
import { SlackChannelConfiguration } from 'aws-cdk-lib/aws-chatbot'
import { Effect, ManagedPolicy, PolicyStatement } from 'aws-cdk-lib/aws-iam'
import type { ITopic } from 'aws-cdk-lib/aws-sns'
import type { Construct } from 'constructs'
import { chatAudiences, type SlackChannel } from '../functions/core/model/audience.ts'
import type { Deployment } from '../functions/core/model/deployment.ts'
import { TokenwatchRole } from './role.ts'
import type { Topics } from './topics.ts'

export type ChatProps = { readonly deployment: Deployment; readonly topics: Topics }

/** Connects chat channels, to which Amazon Q Developer posts the messages of their topics. */
export function connectChat(scope: Construct, props: ChatProps): void {
  for (const [channel, topics] of channelsOf(props)) connect(scope, channel, topics)
}

/** An account has one configuration for each channel, in all Regions and stacks. One that exists gets the topics from its owner. */
function connect(scope: Construct, channel: SlackChannel, topics: readonly ITopic[]): void {
  if (channel.configurationArn === undefined) {
    connectSlack(scope, channel, topics)
    return
  }
  new CfnOutput(scope, `Topics-${channel.channelId}`, {
    key: `AddTopics${channel.channelId}`,
    description: `Amazon Q posts nothing until ${channel.configurationArn} has these topics`,
    value: topics.map(({ topicArn }) => topicArn).join(' '),
  })
}

/** Connects Amazon Q Developer, which posts the messages of topics. Its role may do nothing, and the guardrail keeps it so. */
function connectSlack(scope: Construct, { workspaceId, channelId }: SlackChannel, topics: readonly ITopic[]): void {
  const { stackName } = Stack.of(scope)
  const id = channelId
  const role = new TokenwatchRole(scope, `SlackRole-${id}`, 'chatbot.amazonaws.com')
  const nothing = new PolicyStatement({ effect: Effect.DENY, actions: ['*'], resources: ['*'] })
  const guardrail = new ManagedPolicy(scope, `SlackGuardrail-${id}`, { statements: [nothing] })
  new SlackChannelConfiguration(scope, `Slack-${id}`, {
    slackChannelConfigurationName: `${stackName}-${id}`,
    slackWorkspaceId: workspaceId,
    slackChannelId: channelId,
    notificationTopics: [...topics],
    guardrailPolicies: [guardrail],
    role,
  })
}

/** Returns each channel once with all of its topics, since Amazon Q has one configuration per channel. */
function channelsOf({ deployment, topics }: ChatProps): ReadonlyMap<SlackChannel, readonly ITopic[]> {
  const heard = [...chatAudiences(deployment)].flatMap(([key, channels]) =>
    channels.flatMap((channel) => [topics.chat.get(key) ?? []].flat().map((topic) => ({ channel, topic }))),
  )
  const byId = Map.groupBy(heard, ({ channel }) => channel.channelId)
  return new Map(
    [...byId.values()].flatMap((some) => {
      const [first] = some
      if (first === undefined) return []
      const existing = some.find(({ channel }) => channel.configurationArn !== undefined)
      return [[(existing ?? first).channel, some.map(({ topic }) => topic)] as const]
    }),
  )
}
