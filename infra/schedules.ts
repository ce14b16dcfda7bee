import { Duration } from 'aws-cdk-lib'
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { Schedule, ScheduleExpression, ScheduleTargetInput } from 'aws-cdk-lib/aws-scheduler'
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets'
import type { Queue } from 'aws-cdk-lib/aws-sqs'
import { Construct } from 'constructs'
import { cadencesOf } from '../functions/core/batches.ts'
import type { Deployment } from '../functions/core/deployment.ts'
import type { Due } from '../functions/core/tick.ts'
import { acknowledge, attributeOf } from './acknowledge.ts'
import type { TokenwatchFunction } from './function.ts'

/** Scheduler's finest rate. Shorter cadences are spread over the minute by the delay of their messages. */
const finestSeconds = 60

/** What a schedule tells `tick`, for each cadence. */
export function duesOf(deployment: Deployment): readonly Due[] {
  return [...cadencesOf(deployment)].map(([cadence, checks]) => {
    return { cadence, spreadSeconds: Math.max(finestSeconds, checks[0]?.everySeconds ?? finestSeconds) }
  })
}

/**
 * One schedule for each cadence. A tick that could not be delivered within two minutes is worth nothing: the default
 * (185 attempts over a day) would replay a day of stale ticks after an outage.
 */
export class Schedules extends Construct {
  constructor(
    scope: Construct,
    id: string,
    { deployment, tick, undelivered }: { deployment: Deployment; tick: TokenwatchFunction; undelivered: Queue },
  ) {
    super(scope, id)
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('scheduler.amazonaws.com') })
    const versions = `IAM5[Resource::${attributeOf(tick.lambda, 'Arn')}:*]`
    acknowledge(
      role,
      'AwsSolutions',
      versions,
      'The versions and aliases of one function: the target adds them to the function itself.',
    )
    for (const due of duesOf(deployment)) {
      new Schedule(this, `Every-${due.cadence}`, {
        schedule: ScheduleExpression.rate(Duration.seconds(due.spreadSeconds)),
        description: `Tokenwatch ${deployment.name}: the checks of every ${due.cadence}`,
        target: new LambdaInvoke(tick.lambda, {
          role,
          retryAttempts: 2,
          maxEventAge: Duration.minutes(2),
          deadLetterQueue: undelivered,
          input: ScheduleTargetInput.fromObject(due),
        }),
      })
    }
  }
}
