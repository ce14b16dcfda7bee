import { Duration } from 'aws-cdk-lib'
import { Rule } from 'aws-cdk-lib/aws-events'
import { LambdaFunction as RuleTarget } from 'aws-cdk-lib/aws-events-targets'
import type { Queue } from 'aws-cdk-lib/aws-sqs'
import type { Construct } from 'constructs'
import type { TokenwatchFunction } from './function.ts'

/**
 * Notifies functions of every rotation that Secrets Manager gave up. `tick` hears of all of them, because rotations by other
 * functions or by AWS page as well; each `rotate` repairs its own.
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
