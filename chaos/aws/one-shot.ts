import { CreateScheduleCommand, DeleteScheduleCommand, type SchedulerClient } from '@aws-sdk/client-scheduler'
import type { Inverse } from '../safety/inverse.ts'

/** EventBridge Scheduler takes a change back by itself at a moment, whether anybody of ours still lives or not. */
export type OneShot = { cancel(): Promise<void> }

type AwsInverse = Exclude<Inverse, { readonly kind: 'controller' }>

/** Schedules the inverse of a change, before the change is made. The schedule deletes itself when it has run. */
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
      // To the second, in UTC, as `at()` wants it.
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
        // It has run and is gone.
        if (!(error instanceof Error) || error.name !== 'ResourceNotFoundException') throw error
      })
    },
  }
}

/** The call of Secrets Manager's API that takes a change back, for a universal target. */
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
