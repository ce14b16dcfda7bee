import { createHash } from 'node:crypto'
import { CfnOutput, Stack } from 'aws-cdk-lib'
import { CfnMicrosoftTeamsChannelConfiguration, SlackChannelConfiguration } from 'aws-cdk-lib/aws-chatbot'
import { Effect, ManagedPolicy, PolicyStatement } from 'aws-cdk-lib/aws-iam'
import type { ITopic } from 'aws-cdk-lib/aws-sns'
import type { Construct } from 'constructs'
import { type ChatChannel, chatAudiences } from '../functions/core/model/audience.ts'
import type { Deployment } from '../functions/core/model/deployment.ts'
import { TokenwatchRole } from './role.ts'
import type { Topics } from './topics.ts'

export type ChatProps = { readonly deployment: Deployment; readonly topics: Topics }

/** Connects chat channels, to which Amazon Q Developer posts the messages of their topics. */
export function connectChat(scope: Construct, props: ChatProps): void {
  for (const [channel, topics] of channelsOf(props)) connect(scope, channel, topics)
}

/** An account has one configuration for each channel, in all Regions and stacks. One that exists gets the topics from its owner. */
function connect(scope: Construct, channel: ChatChannel, topics: readonly ITopic[]): void {
  if (channel.configurationArn === undefined) {
    if (channel.kind === 'slack') connectSlack(scope, channel, topics)
    else connectTeams(scope, channel, topics)
    return
  }
  const id = channel.kind === 'slack' ? channel.channelId : `Teams${teamsIdOf(channel)}`
  new CfnOutput(scope, `Topics-${id}`, {
    key: `AddTopics${id}`,
    description: `Amazon Q posts nothing until ${channel.configurationArn} has these topics`,
    value: topics.map(({ topicArn }) => topicArn).join(' '),
  })
}

type Channel<Kind extends ChatChannel['kind']> = Extract<ChatChannel, { kind: Kind }>

/** Connects Amazon Q Developer, which posts the messages of topics. Its role may do nothing, and the guardrail keeps it so. */
function connectSlack(
  scope: Construct,
  { workspaceId, channelId: id }: Channel<'slack'>,
  topics: readonly ITopic[],
): void {
  const { role, guardrail } = powerless(scope, 'Slack', id)
  new SlackChannelConfiguration(scope, `Slack-${id}`, {
    slackChannelConfigurationName: `${Stack.of(scope).stackName}-${id}`,
    slackWorkspaceId: workspaceId,
    slackChannelId: id,
    notificationTopics: [...topics],
    guardrailPolicies: [guardrail],
    role,
  })
}

function connectTeams(scope: Construct, channel: Channel<'teams'>, topics: readonly ITopic[]): void {
  const id = teamsIdOf(channel)
  const { role, guardrail } = powerless(scope, 'Teams', id)
  new CfnMicrosoftTeamsChannelConfiguration(scope, `Teams-${id}`, {
    configurationName: `${Stack.of(scope).stackName}-teams-${id}`,
    teamsTenantId: channel.tenantId,
    teamId: channel.teamId,
    teamsChannelId: channel.channelId,
    snsTopicArns: topics.map(({ topicArn }) => topicArn),
    guardrailPolicies: [guardrail.managedPolicyArn],
    iamRoleArn: role.roleArn,
  })
}

/** Makes a role that may do nothing, and the guardrail that keeps it so. */
function powerless(scope: Construct, kind: 'Slack' | 'Teams', id: string) {
  const role = new TokenwatchRole(scope, `${kind}Role-${id}`, 'chatbot.amazonaws.com')
  const nothing = new PolicyStatement({ effect: Effect.DENY, actions: ['*'], resources: ['*'] })
  return { role, guardrail: new ManagedPolicy(scope, `${kind}Guardrail-${id}`, { statements: [nothing] }) }
}

/** Returns a name for a channel whose own id has characters that no name of a resource may have. */
function teamsIdOf({ channelId }: Channel<'teams'>): string {
  return createHash('sha256').update(channelId).digest('hex').slice(0, 12)
}

/** Returns each channel once with all of its topics, since Amazon Q has one configuration per channel. */
function channelsOf({ deployment, topics }: ChatProps): ReadonlyMap<ChatChannel, readonly ITopic[]> {
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
