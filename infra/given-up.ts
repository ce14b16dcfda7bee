import { Duration } from 'aws-cdk-lib'
import { Rule } from 'aws-cdk-lib/aws-events'
import { LambdaFunction as RuleTarget } from 'aws-cdk-lib/aws-events-targets'
import type { Queue } from 'aws-cdk-lib/aws-sqs'
import type { Construct } from 'constructs'
import type { TokenwatchFunction } from './function.ts'

/**
 * Tells a function of every rotation that Secrets Manager gave up: `tick` of all, since also those of other functions and of AWS itself
 * page from then on, and each `rotate`, which heals its own.
 */
export function whenGivenUp(
  scope: Construct,
  { lambda }: TokenwatchFunction,
  { undelivered }: { readonly undelivered: Queue },
): void {
  new Rule(scope, 'GivenUp', {
    description: 'Rotations that Secrets Manager gave up',
    eventPattern: {
      source: ['aws.secretsmanager'],
      detailType: ['AWS Service Event via CloudTrail'],
      detail: { eventName: ['RotationFailed', 'RotationAbandoned'] },
    },
    targets: [
      new RuleTarget(lambda, { retryAttempts: 2, maxEventAge: Duration.hours(1), deadLetterQueue: undelivered }),
    ],
  })
}
