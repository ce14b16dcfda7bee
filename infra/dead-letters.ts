import { Duration } from 'aws-cdk-lib'
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs'
import type { Construct } from 'constructs'
import { acknowledge } from './acknowledge.ts'

/** Where ends up what could not be delivered, kept as long as SQS keeps anything; an alarm stands on each. */
export class DeadLetters extends Queue {
  constructor(scope: Construct, id: string) {
    super(scope, id, { encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true, retentionPeriod: Duration.days(14) })
    acknowledge(
      this,
      'AwsSolutions',
      'SQS3',
      'This is a dead-letter queue: of a schedule, a function or a subscription, which the rule does not see.',
    )
    acknowledge(
      this,
      'Serverless',
      'SQSRedrivePolicy',
      'This is a dead-letter queue, and its letters have nowhere further to go.',
    )
  }
}
