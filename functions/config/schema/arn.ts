import { text } from './text.ts'

/** A Lambda function, with or without a version or alias. */
export const functionArn = text('the ARN of a Lambda function', (value) =>
  /^arn:aws[a-z-]*:lambda:[a-z0-9-]+:\d{12}:function:[\w-]{1,64}(?::[\w$-]{1,128})?$/.test(value),
)

/** SNS delivers messages of a standard topic to standard queues only. */
export const queueArn = text('the ARN of a standard SQS queue (not of a FIFO one)', (value) =>
  /^arn:aws[a-z-]*:sqs:[a-z0-9-]+:\d{12}:[\w-]{1,80}$/.test(value),
)

/** The key itself: a grant on an alias grants nothing. */
export const keyArn = text('the ARN of a KMS key (not of an alias)', (value) =>
  /^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[a-z0-9-]{1,64}$/.test(value),
)
