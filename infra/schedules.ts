import { Duration, Stack } from 'aws-cdk-lib'
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { Schedule, ScheduleExpression, ScheduleTargetInput } from 'aws-cdk-lib/aws-scheduler'
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets'
import type { Queue } from 'aws-cdk-lib/aws-sqs'
import { Construct } from 'constructs'
import { cadencesOf, deliverySeconds, isSlow, watchSeconds } from '../functions/core/model/cadences.ts'
import type { Deployment } from '../functions/core/model/deployment.ts'
import { deliveryEvent } from '../functions/core/tick/between-ticks.ts'
import type { Due } from '../functions/core/tick/tick.ts'
import { watchEvent } from '../functions/core/tick/watch.ts'
import { acknowledgeNag, attributeOf } from './acknowledge.ts'
import type { TokenwatchFunction } from './function.ts'
import { keysOf } from './keys.ts'
import { TokenwatchRole } from './role.ts'

/** Finest rate of EventBridge Scheduler. Shorter cadences are spread over the minute by delaying their messages. */
const finestSeconds = 60

/** Returns the event that each schedule sends to `tick`: one for each cadence. */
export function duesOf(deployment: Deployment): readonly Due[] {
  return [...cadencesOf(deployment)].map(([cadence, checks]) => {
    return { cadence, spreadSeconds: Math.max(finestSeconds, checks[0]?.everySeconds ?? finestSeconds) }
  })
}

/** Target, rate and event of a schedule. */
export type Timetable = {
  readonly rate: Duration
  readonly description: string
  readonly target: TokenwatchFunction
  readonly input: object
}

/**
 * One schedule for each cadence, and those that other constructs add. A call that was not delivered within two minutes is
 * dropped: the default, 185 attempts over a day, would replay a day of stale ticks after an outage.
 */
export class TickSchedules extends Construct {
  readonly #role: TokenwatchRole
  readonly #undelivered: Queue

  constructor(
    scope: Construct,
    id: string,
    { deployment, tick, undelivered }: { deployment: Deployment; tick: TokenwatchFunction; undelivered: Queue },
  ) {
    super(scope, id)
    this.#undelivered = undelivered
    this.#role = new TokenwatchRole(this, 'Role', this.#scheduler())
    keysOf(this).allowQueues(this.#role)
    for (const due of duesOf(deployment)) {
      this.add(`Every-${due.cadence}`, {
        rate: Duration.seconds(due.spreadSeconds),
        description: `Tokenwatch ${deployment.name}: the checks of every ${due.cadence}`,
        target: tick,
        input: due,
      })
    }
    if (isSlow(deployment))
      this.add('Deliver', {
        rate: Duration.seconds(deliverySeconds),
        description: `Tokenwatch ${deployment.name}: messages that wait between slow ticks`,
        target: tick,
        input: deliveryEvent,
      })
    this.add('Watch', {
      rate: Duration.seconds(watchSeconds),
      description: `Tokenwatch ${deployment.name}: the watchdog of all cadences`,
      target: tick,
      input: watchEvent,
    })
  }

  /** The schedules of this account's default group only. Scheduler names the group, and never a single schedule. */
  #scheduler(): ServicePrincipal {
    const stack = Stack.of(this)
    const group = stack.formatArn({ service: 'scheduler', resource: 'schedule-group', resourceName: 'default' })
    const conditions = { StringEquals: { 'aws:SourceAccount': stack.account, 'aws:SourceArn': group } }
    return new ServicePrincipal('scheduler.amazonaws.com', { conditions })
  }

  add(id: string, { rate, description, target, input }: Timetable): void {
    const versions = `IAM5[Resource::${attributeOf(target.lambda, 'Arn')}:*]`
    const reason = 'The versions and aliases of one function: the target adds them to the function itself.'
    acknowledgeNag(this.#role, 'AwsSolutions', versions, reason)
    new Schedule(this, id, {
      schedule: ScheduleExpression.rate(rate),
      description,
      target: new LambdaInvoke(target.lambda, {
        role: this.#role,
        retryAttempts: 2,
        maxEventAge: Duration.minutes(2),
        deadLetterQueue: this.#undelivered,
        input: ScheduleTargetInput.fromObject(input),
      }),
    })
  }
}
