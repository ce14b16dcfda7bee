import { Duration } from 'aws-cdk-lib'
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs'
import { Construct } from 'constructs'
import type { ProbeLocation } from '../functions/core/model/probe-locations.ts'
import { DeadLetters } from './dead-letters.ts'
import { probeTimeout } from './function.ts'
import { keysOf } from './keys.ts'
import { idAt } from './network.ts'

/** Queue of one probe location. */
export type BatchQueue = { readonly location: ProbeLocation; readonly queue: Queue }

/** Queues from `tick` to the probes, with their dead letters. Messages hold names and version ids only. */
export class Batches extends Construct {
  readonly queues: readonly BatchQueue[]
  readonly deadLetters: DeadLetters
  /** Ticks that EventBridge Scheduler or Lambda could not deliver. */
  readonly undeliveredTicks: DeadLetters

  constructor(scope: Construct, id: string, locations: readonly ProbeLocation[]) {
    super(scope, id)
    this.deadLetters = new DeadLetters(this, 'DeadLetters')
    this.undeliveredTicks = new DeadLetters(this, 'UndeliveredTicks')
    this.queues = locations.map((location) => ({ location, queue: this.#queue(idAt(location, 'Queue')) }))
  }

  #queue(id: string): Queue {
    const queue = new Queue(this, id, {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      // Lambda asks for six times the timeout of the function that polls the queue.
      visibilityTimeout: Duration.seconds(6 * probeTimeout.toSeconds()),
      // A batch is stale long before that.
      retentionPeriod: Duration.hours(1),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: 3 },
    })
    keysOf(this).encrypt(queue)
    return queue
  }
}
