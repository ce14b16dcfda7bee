import type { CodeDeployClient } from '@aws-sdk/client-codedeploy'
import { clientOptions } from '../aws/clients.ts'
import { fieldOf } from '../core/model/field-of.ts'

/** The event of a CodeDeploy lifecycle hook (docs.aws.amazon.com/codedeploy/latest/userguide/reference-appspec-file-structure-hooks.html). */
export type LifecycleEvent = { readonly deploymentId: string; readonly executionId: string }

/** Reads an event; `null` for one of CloudFormation's trigger, or of a person. */
export function parseLifecycleEvent(event: unknown): LifecycleEvent | null {
  const [deploymentId, executionId] = ['DeploymentId', 'LifecycleEventHookExecutionId'].map((name) =>
    fieldOf(event, name),
  )
  return typeof deploymentId === 'string' && typeof executionId === 'string' ? { deploymentId, executionId } : null
}

/** Reports the result of the hook to CodeDeploy, which fails a hook without a result after an hour. Loads the client when it is needed. */
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
