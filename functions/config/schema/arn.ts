import { text } from './text.ts'

/** Beginnings of Regions by partition, as the SDK's table of partitions has them (`@aws-sdk/core`, read 2026-11-30). All others are of `aws`. */
const partitions: readonly (readonly [region: string, partition: string])[] = [
  ['cn-', 'aws-cn'],
  ['us-gov-', 'aws-us-gov'],
  ['us-iso-', 'aws-iso'],
  ['us-isob-', 'aws-iso-b'],
  ['us-isof-', 'aws-iso-f'],
  ['eu-isoe-', 'aws-iso-e'],
  ['eusc-', 'aws-eusc'],
]

/** Returns the partition of a Region. */
export function partitionOf(region: string): string {
  return partitions.find(([beginning]) => region.startsWith(beginning))?.[1] ?? 'aws'
}

/** Returns false for a Region of another partition than that of its ARN: nothing has such an ARN. */
export function isOfItsPartition(arn: string): boolean {
  const [, partition = '', , region = ''] = arn.split(':')
  return partitions.every(([beginning, own]) => region.startsWith(beginning) === (partition === own))
}

/**
 * ARN of a Lambda function, with or without a version or alias. `$LATEST` is the function itself, under which alone others can be given
 * permission to invoke it.
 */
export const functionArn = text(
  'the ARN of a Lambda function such as arn:aws:lambda:eu-central-1:123456789012:function:rotate',
  (value) =>
    /^arn:aws[a-z-]*:lambda:[a-z0-9-]+:\d{12}:function:[\w-]{1,64}(?::(?:\$LATEST|[\w-]{1,128}))?$/.test(value) &&
    isOfItsPartition(value),
).transform((arn) => arn.replace(/:\$LATEST$/, ''))

/** ARN of a queue. SNS delivers messages of a standard topic only to standard queues. */
export const queueArn = text(
  'the ARN of a standard SQS queue (not of a FIFO one)',
  (value) => /^arn:aws[a-z-]*:sqs:[a-z0-9-]+:\d{12}:[\w-]{1,80}$/.test(value) && isOfItsPartition(value),
)

/** ARN of a KMS key. A grant on an alias grants nothing. */
export const keyArn = text(
  'the ARN of a KMS key (not of an alias)',
  (value) => /^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[a-z0-9-]{1,64}$/.test(value) && isOfItsPartition(value),
)

/** ARN of an IAM role, which CloudTrail names, not of one of its sessions. */
export const roleArn = text('the ARN of an IAM role such as arn:aws:iam::123456789012:role/web', (value) =>
  /^arn:aws[a-z-]*:iam::\d{12}:role\/(?:[\w+=,.@-]+\/)*[\w+=,.@-]{1,64}$/.test(value),
)

/** ARN of a managed policy, of the account or of AWS. */
export const policyArn = text(
  'the ARN of a managed policy such as arn:aws:iam::123456789012:policy/boundary',
  (value) => /^arn:aws[a-z-]*:iam::(?:\d{12}|aws):policy\/(?:[\w+=,.@-]+\/)*[\w+=,.@-]{1,128}$/.test(value),
)

export const regionName = text('a Region such as eu-central-1', (value) => /^[a-z]{2,4}(?:-[a-z]+)+-\d$/.test(value))

/** ARNs of channel configurations of Amazon Q Developer in chat applications. */
export const slackConfigurationArn = text(
  'the ARN of a Slack channel configuration such as arn:aws:chatbot::123456789012:chat-configuration/slack-channel/ops',
  (value) => /^arn:aws[a-z-]*:chatbot::\d{12}:chat-configuration\/slack-channel\/[\w-]{1,128}$/.test(value),
)

export const teamsConfigurationArn = text(
  'the ARN of a Microsoft Teams channel configuration such as arn:aws:chatbot::123456789012:chat-configuration/microsoft-teams-channel/ops',
  (value) => /^arn:aws[a-z-]*:chatbot::\d{12}:chat-configuration\/microsoft-teams-channel\/[\w-]{1,128}$/.test(value),
)
