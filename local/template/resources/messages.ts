import { z } from 'zod'
import { region } from '../../aws/account.ts'
import { resourcePolicy } from '../policy/statement.ts'
import { ignored } from './ignored.ts'

const arn = z.string().startsWith('arn:aws:')

export const queue = {
  type: 'AWS::SQS::Queue',
  named: 'QueueName',
  shape: z
    .strictObject({
      QueueName: z.string().optional(),
      VisibilityTimeout: z.int().min(0).max(43_200).optional(),
      DelaySeconds: z.int().min(0).max(900).optional(),
      RedrivePolicy: z
        .strictObject({ deadLetterTargetArn: arn, maxReceiveCount: z.int().min(1).max(1_000) })
        .optional(),
      // The lab keeps what nobody takes; days do not pass here.
      MessageRetentionPeriod: ignored,
      // Encrypted by SQS itself, where nobody's role needs a key, or under a key of the account.
      SqsManagedSseEnabled: z.literal(true).optional(),
      KmsMasterKeyId: arn.optional(),
      KmsDataKeyReusePeriodSeconds: ignored,
      Tags: ignored,
    })
    .refine(
      ({ SqsManagedSseEnabled, KmsMasterKeyId }) => (SqsManagedSseEnabled === true) !== (KmsMasterKeyId !== undefined),
      'a queue is encrypted by SQS or under a key',
    ),
} as const

export const queuePolicy = {
  type: 'AWS::SQS::QueuePolicy',
  shape: z.strictObject({ PolicyDocument: resourcePolicy, Queues: z.array(z.url()).min(1) }),
} as const

export const topic = {
  type: 'AWS::SNS::Topic',
  named: 'TopicName',
  shape: z.strictObject({
    TopicName: z.string().optional(),
    KmsMasterKeyId: arn.optional(),
    // For people.
    DisplayName: ignored,
    Tags: ignored,
  }),
} as const

export const topicPolicy = {
  type: 'AWS::SNS::TopicPolicy',
  shape: z.strictObject({ PolicyDocument: resourcePolicy, Topics: z.array(arn).min(1) }),
} as const

export const subscription = {
  type: 'AWS::SNS::Subscription',
  shape: z.strictObject({
    TopicArn: arn,
    /** Of a topic that is there before the stack. */
    Region: z.literal(region).optional(),
    Protocol: z.enum(['email', 'email-json', 'https', 'lambda', 'sqs']),
    Endpoint: z.string().min(1),
    RawMessageDelivery: z.boolean().optional(),
    RedrivePolicy: z.strictObject({ deadLetterTargetArn: arn }).optional(),
    FilterPolicy: z.record(z.string(), z.array(z.string())).optional(),
    FilterPolicyScope: z.literal('MessageAttributes').optional(),
    // The lab's network has no failures to wait out.
    DeliveryPolicy: ignored,
  }),
} as const

export const key = {
  type: 'AWS::KMS::Key',
  shape: z.strictObject({
    KeyPolicy: resourcePolicy,
    // The lab encrypts nothing; who may use the key is all that is looked at.
    Description: ignored,
    EnableKeyRotation: ignored,
    PendingWindowInDays: ignored,
    Tags: ignored,
  }),
} as const

const chatConfiguration = {
  ConfigurationName: z.string().regex(/^[\w-]{1,128}$/),
  IamRoleArn: arn,
  GuardrailPolicies: z.array(arn).min(1),
  SnsTopicArns: z.array(arn).min(1),
  LoggingLevel: ignored,
  UserRoleRequired: ignored,
  Tags: ignored,
}

/** Amazon Q Developer in chat applications: the lab has no Slack to post to. Its role and guardrail are policies like any other. */
export const slackChannelConfiguration = {
  type: 'AWS::Chatbot::SlackChannelConfiguration',
  shape: z.strictObject({ ...chatConfiguration, SlackChannelId: z.string(), SlackWorkspaceId: z.string() }),
} as const

export const teamsChannelConfiguration = {
  type: 'AWS::Chatbot::MicrosoftTeamsChannelConfiguration',
  shape: z.strictObject({
    ...chatConfiguration,
    TeamsTenantId: z.string(),
    TeamId: z.string(),
    TeamsChannelId: z.string(),
  }),
} as const
