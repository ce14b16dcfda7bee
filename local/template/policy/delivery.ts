import { z } from 'zod'
import { deliveryNames } from '../../../functions/core/model/sns-principals.ts'
import { isAllowed } from './decide.ts'
import { resourcePolicy, type Statement } from './statement.ts'

/** A message that SNS would hand to a function or a queue. */
export type DeliveryAttempt = {
  readonly topicArn: string
  readonly action: 'lambda:InvokeFunction' | 'sqs:SendMessage'
  readonly resource: string
}

const json = z.string().transform((text): unknown => JSON.parse(text))

/**
 * Decides if the policy of a function or queue lets SNS deliver for a topic. `unclear` if the policy has an element or a condition that
 * this evaluation does not know, or only some of the names under which SNS may come.
 */
export function deliveryBy(
  policy: string,
  { topicArn, action, resource }: DeliveryAttempt,
): 'allowed' | 'denied' | 'unclear' {
  const context = {
    'aws:SecureTransport': 'true',
    'aws:SourceArn': topicArn,
    'aws:SourceAccount': topicArn.split(':')[4] ?? '',
  }
  try {
    const statements: readonly Statement[] = json.pipe(resourcePolicy).parse(policy)
    const answers = deliveryNames(topicArn, resource).map((name) =>
      isAllowed(
        { principal: { kind: 'service', name }, action, resource, context },
        { identity: [], boundary: null, resource: statements },
      ),
    )
    if (answers.every((allowed) => allowed)) return 'allowed'
    return answers.includes(true) ? 'unclear' : 'denied'
  } catch {
    return 'unclear'
  }
}
