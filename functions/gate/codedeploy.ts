import type { CodeDeployClient } from '@aws-sdk/client-codedeploy'
import { clientOptions } from '../aws/clients.ts'
import { fieldOf } from '../core/model/field-of.ts'

/** What CodeDeploy hands to a lifecycle hook (docs.aws.amazon.com/codedeploy/latest/userguide/reference-appspec-file-structure-hooks.html). */
export type LifecycleEvent = { readonly deploymentId: string; readonly executionId: string }

/** Null for an event of somebody else: CloudFormation's trigger, or a person who tries it. */
export function parseLifecycleEvent(event: unknown): LifecycleEvent | null {
  const [deploymentId, executionId] = ['DeploymentId', 'LifecycleEventHookExecutionId'].map((name) =>
    fieldOf(event, name),
  )
  return typeof deploymentId === 'string' && typeof executionId === 'string' ? { deploymentId, executionId } : null
}

/** Tells CodeDeploy how the hook went on; what it is not told within an hour has failed. The client is loaded when it is needed. */
export async function answerLifecycle({ deploymentId, executionId }: LifecycleEvent, passes: boolean): Promise<void> {
  const { CodeDeployClient, PutLifecycleEventHookExecutionStatusCommand } = await import('@aws-sdk/client-codedeploy')
  const client: CodeDeployClient = new CodeDeployClient(clientOptions)
  await client.send(
    new PutLifecycleEventHookExecutionStatusCommand({
      deploymentId,
      lifecycleEventHookExecutionId: executionId,
      status: passes ? 'Succeeded' : 'Failed',
    }),
  )
}
