import type { Aws } from '../aws/aws.ts'
import type { Call } from '../aws/call.ts'
import { AwsRefusal } from '../aws/refusal.ts'
import type { Authority } from './authority.ts'
import { lambdaNeeds, parameterNeeds } from './needs/asking.ts'
import { cloudTrailNeeds, ecsNeeds } from './needs/consumers.ts'
import { eventBusNeeds, kmsNeeds, snsNeeds, sqsNeeds } from './needs/messages.ts'
import type { NeedsByOperation } from './needs/need.ts'
import { cloudWatchNeeds, dynamoDbNeeds, stsNeeds } from './needs/records.ts'
import { type KnownSecret, secretsManagerNeeds } from './needs/secrets-manager.ts'

export type GuardOptions = {
  readonly authority: Authority
  /** The role behind an access key; undefined for whoever is no function of the stack: the account's own operator. */
  readonly roleOf: (accessKeyId: string) => string | undefined
  readonly findSecret: (id: string) => KnownSecret | null
  readonly keyOfTopic: (topicArn: string) => string | null
}

/**
 * Puts the roles' policies in front of every endpoint: a call that is not allowed is refused before it does anything. Answers
 * with what went wrong in the lab itself, where a function might not tell it from trouble in AWS.
 */
export function guardEndpoints(aws: Aws, options: GuardOptions): readonly Error[] {
  const defects: Error[] = []
  const guard = (needs: NeedsByOperation, code: string) => (call: Call) => {
    try {
      refuseUnlessAllowed(call, needs, code, options)
    } catch (error) {
      if (error instanceof Error && !(error instanceof AwsRefusal)) defects.push(error)
      throw error
    }
  }
  aws.secretsManager.guard(guard(secretsManagerNeeds(options.findSecret), 'AccessDeniedException'))
  aws.dynamodb.guard(guard(dynamoDbNeeds(), 'AccessDeniedException'))
  aws.eventBus.guard(guard(eventBusNeeds(), 'AccessDeniedException'))
  aws.kms.guard(guard(kmsNeeds(), 'AccessDeniedException'))
  aws.sqs.guard(guard(sqsNeeds(), 'AccessDeniedException'))
  aws.cloudwatch.guard(guard(cloudWatchNeeds(), 'AccessDeniedException'))
  aws.ecs.guard(guard(ecsNeeds(), 'AccessDeniedException'))
  aws.invocations.guard(guard(lambdaNeeds(), 'AccessDeniedException'))
  aws.parameters.guard(guard(parameterNeeds(aws.parameters.keyOf), 'AccessDeniedException'))
  aws.cloudTrail.guard(guard(cloudTrailNeeds(), 'AccessDeniedException'))
  aws.sts.guard(guard(stsNeeds(), 'AccessDenied'))
  aws.sns.guard(guard(snsNeeds(options.keyOfTopic), 'AuthorizationError'))
  return defects
}

function refuseUnlessAllowed(call: Call, needs: NeedsByOperation, code: string, options: GuardOptions): void {
  const arn = options.roleOf(call.accessKeyId)
  if (arn === undefined) return
  const needsOf = Object.hasOwn(needs, call.operation) ? needs[call.operation] : undefined
  if (needsOf === undefined) throw new Error(`nobody knows which permissions ${call.operation} takes`)
  const denial = options.authority.refused({ kind: 'role', arn }, needsOf(call.input))
  if (denial === null) return
  const message = `User: ${arn} is not authorized to perform: ${denial.action} on resource: ${denial.resource}`
  throw new AwsRefusal(code, message, 403)
}
