import { rm } from 'node:fs/promises'
import {
  DeleteResourcePolicyCommand,
  PutResourcePolicyCommand,
  SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager'
import { z } from 'zod'
import { clientOptions } from '../../functions/aws/clients.ts'

/** The inverse of a change, as data. It is written down before the change is made, and any machine can apply it. */
export const inverse = z.discriminatedUnion('kind', [
  /** `run` is the run whose fault ends. The controller leaves those of others alone. */
  z.strictObject({ kind: z.literal('controller'), url: z.url(), run: z.string() }),
  /** An order file that the service's own process follows. */
  z.strictObject({ kind: z.literal('order-file'), file: z.string() }),
  z.strictObject({
    kind: z.literal('resource-policy'),
    secretId: z.string(),
    /** The policy before the change; `null` if there was none. A policy contains no secret. */
    policy: z.string().nullable(),
  }),
  z.strictObject({
    kind: z.literal('stage-move'),
    secretId: z.string(),
    current: z.string(),
    /** Id of the version that has the label while the fault is on. */
    from: z.string(),
  }),
])
export type Inverse = z.output<typeof inverse>

/** Undoes one change. Safe to call if the change was never made, or was undone already. */
export async function undoChange(
  one: Inverse,
  client = new SecretsManagerClient(clientOptions),
  controlToken: string | null = null,
): Promise<void> {
  switch (one.kind) {
    case 'controller':
      await resetController(one, controlToken)
      return
    case 'order-file':
      await rm(one.file, { force: true })
      return
    case 'resource-policy': {
      const { secretId: SecretId, policy } = one
      if (policy === null) await client.send(new DeleteResourcePolicyCommand({ SecretId }))
      else
        await client.send(new PutResourcePolicyCommand({ SecretId, ResourcePolicy: policy, BlockPublicPolicy: true }))
      return
    }
    case 'stage-move': {
      const { secretId: SecretId, current, from } = one
      const move = { VersionStage: 'AWSCURRENT', MoveToVersionId: current, RemoveFromVersionId: from }
      await client.send(new UpdateSecretVersionStageCommand({ SecretId, ...move })).catch(ignoreAlreadyUndone)
      return
    }
  }
}

/** Ignores the error of Secrets Manager for moving a label from a version that does not have it. */
function ignoreAlreadyUndone(error: unknown): void {
  const name = error instanceof Error ? error.name : ''
  if (name !== 'InvalidParameterException' && name !== 'InvalidRequestException') throw error
}

/** Ends a run's fault. If the controller does not answer, its faults have ended with it. */
async function resetController(
  { url, run }: Extract<Inverse, { readonly kind: 'controller' }>,
  controlToken: string | null,
): Promise<void> {
  const { connectController, ControllerRefused } = await import('../controller/client.ts')
  const controller = connectController(url, { controlToken, run })
  await controller.reset().catch((error: unknown) => {
    if (error instanceof ControllerRefused) throw error
  })
}
