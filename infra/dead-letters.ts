import { Duration } from 'aws-cdk-lib'
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs'
import type { Construct } from 'constructs'
import { acknowledgeNag } from './acknowledge.ts'
import { keysOf } from './keys.ts'

/** A queue for messages that could not be delivered. SQS keeps them for 14 days, its maximum; an alarm watches each queue. */
export class DeadLetters extends Queue {
  constructor(scope: Construct, id: string) {
    super(scope, id, { encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true, retentionPeriod: Duration.days(14) })
    keysOf(this).encrypt(this)
    acknowledgeNag(
      this,
      'AwsSolutions',
      'SQS3',
      'This is the dead-letter queue of a schedule, a function or a subscription, which the rule does not see.',
    )
    acknowledgeNag(this, 'Serverless', 'SQSRedrivePolicy', 'This is a dead-letter queue: there is no queue behind it.')
  }
}
