import { Duration } from 'aws-cdk-lib'
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs'
import { Construct } from 'constructs'
import { DeadLetters } from './dead-letters.ts'
import { probeTimeout } from './function.ts'

/** The way from `tick` to `probe`, and where a batch goes that nobody could judge. Messages hold names and version ids only. */
export class Batches extends Construct {
  readonly queue: Queue
  readonly deadLetters: DeadLetters
  /** Ticks that Scheduler or Lambda could not deliver. */
  readonly undeliveredTicks: DeadLetters

  constructor(scope: Construct, id: string) {
    super(scope, id)
    this.deadLetters = new DeadLetters(this, 'DeadLetters')
    this.undeliveredTicks = new DeadLetters(this, 'UndeliveredTicks')
    this.queue = new Queue(this, 'Queue', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      // Six times the function's timeout, as Lambda asks of a queue that it polls.
      visibilityTimeout: Duration.seconds(6 * probeTimeout.toSeconds()),
      // A batch is stale long before.
      retentionPeriod: Duration.hours(1),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: 3 },
    })
  }
}
