import { text } from './text.ts'

/** ARN of a Lambda function, with or without a version or alias. */
export const functionArn = text(
  'the ARN of a Lambda function such as arn:aws:lambda:eu-central-1:123456789012:function:rotate',
  (value) => /^arn:aws[a-z-]*:lambda:[a-z0-9-]+:\d{12}:function:[\w-]{1,64}(?::[\w$-]{1,128})?$/.test(value),
)

/** ARN of a queue. SNS delivers messages of a standard topic only to standard queues. */
export const queueArn = text('the ARN of a standard SQS queue (not of a FIFO one)', (value) =>
  /^arn:aws[a-z-]*:sqs:[a-z0-9-]+:\d{12}:[\w-]{1,80}$/.test(value),
)

/** ARN of a KMS key. A grant on an alias grants nothing. */
export const keyArn = text('the ARN of a KMS key (not of an alias)', (value) =>
  /^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[a-z0-9-]{1,64}$/.test(value),
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
