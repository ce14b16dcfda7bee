import { Duration } from 'aws-cdk-lib'
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs'
import { Construct } from 'constructs'
import type { ProbeLocation } from '../functions/core/model/probe-locations.ts'
import { DeadLetters } from './dead-letters.ts'
import { probeTimeout } from './function.ts'
import { idAt } from './network.ts'

/** The way to the probe of one vantage. */
export type BatchQueue = { readonly location: ProbeLocation; readonly queue: Queue }

/** The ways from `tick` to the probes, and where a batch goes that nobody could judge. Messages hold names and version ids only. */
export class Batches extends Construct {
  readonly queues: readonly BatchQueue[]
  readonly deadLetters: DeadLetters
  /** Ticks that Scheduler or Lambda could not deliver. */
  readonly undeliveredTicks: DeadLetters

  constructor(scope: Construct, id: string, locations: readonly ProbeLocation[]) {
    super(scope, id)
    this.deadLetters = new DeadLetters(this, 'DeadLetters')
    this.undeliveredTicks = new DeadLetters(this, 'UndeliveredTicks')
    this.queues = locations.map((location) => ({ location, queue: this.#queue(idAt(location, 'Queue')) }))
  }

  #queue(id: string): Queue {
    return new Queue(this, id, {
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
