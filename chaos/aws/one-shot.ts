import { CreateScheduleCommand, DeleteScheduleCommand, type SchedulerClient } from '@aws-sdk/client-scheduler'
import type { Inverse } from '../safety/inverse.ts'

/** A schedule of EventBridge Scheduler that undoes a change once, even if no process of ours is running. */
export type OneShot = { cancel(): Promise<void> }

type AwsInverse = Exclude<Inverse, { readonly kind: 'controller' | 'order-file' }>

/** Schedules the inverse of a change. Call it before the change. The schedule deletes itself when it has run. */
export async function scheduleInverse(
  scheduler: SchedulerClient,
  {
    runId,
    at,
    roleArn,
    inverse,
  }: { readonly runId: string; readonly at: Date; readonly roleArn: string; readonly inverse: AwsInverse },
): Promise<OneShot> {
  const Name = `tokenwatch-chaos-${runId}`
  const { action, input } = apiCallOf(inverse)
  await scheduler.send(
    new CreateScheduleCommand({
      Name,
      // `at()` takes UTC to the second.
      ScheduleExpression: `at(${at.toISOString().slice(0, 19)})`,
      FlexibleTimeWindow: { Mode: 'OFF' },
      ActionAfterCompletion: 'DELETE',
      Target: {
        Arn: `arn:aws:scheduler:::aws-sdk:secretsmanager:${action}`,
        RoleArn: roleArn,
        Input: JSON.stringify(input),
      },
    }),
  )
  return {
    async cancel() {
      await scheduler.send(new DeleteScheduleCommand({ Name })).catch((error: unknown) => {
        // The schedule has run and has deleted itself.
        if (!(error instanceof Error) || error.name !== 'ResourceNotFoundException') throw error
      })
    },
  }
}

/** Returns the Secrets Manager call that undoes a change, for a universal target. */
function apiCallOf(one: AwsInverse): { readonly action: string; readonly input: object } {
  switch (one.kind) {
    case 'resource-policy':
      return one.policy === null
        ? { action: 'deleteResourcePolicy', input: { SecretId: one.secretId } }
        : { action: 'putResourcePolicy', input: { SecretId: one.secretId, ResourcePolicy: one.policy } }
    case 'stage-move':
      return {
        action: 'updateSecretVersionStage',
        input: {
          SecretId: one.secretId,
          VersionStage: 'AWSCURRENT',
          MoveToVersionId: one.current,
          RemoveFromVersionId: one.from,
        },
      }
  }
}
