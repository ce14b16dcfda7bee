import type { Aws } from '../aws/aws.ts'
import { rotationNotice } from '../aws/rotation-notice.ts'
import type { Authority } from './authority.ts'
import type { TemplatePlan } from './plan.ts'
import { ruleResource } from './resources/compute.ts'
import { functionNamed, type WalkedFunction } from './walked-functions.ts'

type Listening = { readonly authority: Authority; readonly functions: readonly WalkedFunction[] }

/** Has a plan's rules hear what Secrets Manager says of its rotations; throws where EventBridge could not call a target. */
export function listenToRotations(plan: TemplatePlan, aws: Aws, { authority, functions }: Listening): void {
  for (const { id, attributes, properties } of plan.all(ruleResource)) {
    const [target] = properties.Targets
    if (target === undefined) throw new Error(`${id}: no target`)
    const { lambda } = functionNamed(functions, target.Arn)
    const context = { 'aws:SourceArn': attributes['Arn'] ?? '' }
    const need = { action: 'lambda:InvokeFunction', resource: lambda.arn, context }
    if (authority.refused({ kind: 'service', name: 'events.amazonaws.com' }, [need]) !== null)
      throw new Error(`${id}: EventBridge may not invoke ${target.Arn}`)
    const letters = { action: 'sqs:SendMessage', resource: target.DeadLetterConfig.Arn, context }
    authority.refused({ kind: 'service', name: 'events.amazonaws.com' }, [letters])
    const wanted = new Set(properties.EventPattern.detail.eventName)
    aws.secretsManager.onEvent((event) => {
      if (wanted.has(event.name)) void lambda.invokeEvent(rotationNotice(event))
    })
  }
}
