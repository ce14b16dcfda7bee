import { Duration } from 'aws-cdk-lib'
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations'
import { Construct } from 'constructs'
import { environmentNames } from '../functions/aws/environment.ts'
import { audienceOf, deliveryOf, topicNames } from '../functions/core/model/audience.ts'
import type { Deployment, Subscriber } from '../functions/core/model/deployment.ts'
import type { SecretReference } from '../functions/core/model/secret-reference.ts'
import { sentPartition } from '../functions/core/state/table-keys.ts'
import { DeadLetters } from './dead-letters.ts'
import { TokenwatchFunction } from './function.ts'
import type { Functions } from './functions.ts'
import { keysOf } from './keys.ts'
import { SecretGrants } from './secret-grants.ts'
import type { State } from './state.ts'
import type { Topics } from './topics.ts'

export type NotifierProps = {
  readonly deployment: Deployment
  readonly bundles: string
  readonly topics: Topics
  readonly state: State
  readonly functions: Pick<Functions, 'network'>
}

/**
 * Sends pages to the Events API of PagerDuty. Exists only if a subscriber asks for it; it may read the integration keys
 * and the newest events that it sent.
 */
export class Notifier extends Construct {
  readonly function: TokenwatchFunction | null
  readonly deadLetters: readonly DeadLetters[]

  constructor(scope: Construct, id: string, { deployment, bundles, topics, state, functions }: NotifierProps) {
    super(scope, id)
    const references = topicNames.flatMap((topic) =>
      audienceOf(deployment, topic).flatMap(({ subscriber }) => keyOf(subscriber)),
    )
    if (references.length === 0) {
      this.function = null
      this.deadLetters = []
      return
    }
    this.function = new TokenwatchFunction(this, 'Notify', {
      code: `${bundles}/notify`,
      description: 'Sends the messages of the page topic to PagerDuty',
      environment: { ...topics.environment, [environmentNames.table]: state.table.tableName },
      timeout: Duration.seconds(60),
      memoryMb: 256,
      runs: 'notify',
      retention: deployment.retentionDays,
      ...(functions.network === null ? {} : { network: functions.network }),
    })
    this.function.allow('KeepOrder', ['dynamodb:GetItem', 'dynamodb:PutItem'], [state.table.tableArn], {
      'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [`${sentPartition}*`] },
    })
    keysOf(this).allowTable(this.function)
    keysOf(this).allowQueues(this.function)
    new SecretGrants(this, 'Keys', { role: this.function.role, references, grants: 'each' })
    const notNotified = new DeadLetters(this, 'Untold')
    this.deadLetters = [notNotified]
    // If PagerDuty does not accept a page, Lambda retries after one and after two more minutes.
    this.function.lambda.configureAsyncInvoke({
      retryAttempts: 2,
      maxEventAge: Duration.hours(1),
      onFailure: new SqsDestination(notNotified),
    })
  }
}

function keyOf(subscriber: Subscriber): readonly SecretReference[] {
  const delivery = deliveryOf(subscriber)
  if (delivery.by !== 'notify') return []
  const { secretId, field, keyArn } = delivery.service.integrationKey
  return [
    {
      source: { from: 'secrets-manager', id: secretId },
      fields: { token: field },
      stage: 'AWSCURRENT',
      trimNewline: false,
      keyArn,
    },
  ]
}
