import {
  DeleteResourcePolicyCommand,
  PutResourcePolicyCommand,
  SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager'
import { z } from 'zod'
import { clientOptions } from '../../functions/aws/clients.ts'

/** How a change is taken back, as data: written down before the change is made, and good for any machine. */
export const inverse = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('controller'), url: z.url() }),
  z.strictObject({
    kind: z.literal('resource-policy'),
    secretId: z.string(),
    /** The policy from before; null where there was none. It grants and denies, and holds no secret. */
    policy: z.string().nullable(),
  }),
  z.strictObject({
    kind: z.literal('stage-move'),
    secretId: z.string(),
    current: z.string(),
    /** The version that has the label while the fault is on. */
    from: z.string(),
  }),
])
export type Inverse = z.output<typeof inverse>

/** Takes one change back. Safe to run when it was never made, or has been taken back already. */
export async function takeBack(one: Inverse, client = new SecretsManagerClient(clientOptions)): Promise<void> {
  switch (one.kind) {
    case 'controller':
      await resetController(one.url)
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
      await client.send(new UpdateSecretVersionStageCommand({ SecretId, ...move })).catch(alreadyBack)
      return
    }
  }
}

/** Secrets Manager refuses to take the label from a version that does not have it. */
function alreadyBack(error: unknown): void {
  const name = error instanceof Error ? error.name : ''
  if (name !== 'InvalidParameterException' && name !== 'InvalidRequestException') throw error
}

/** A controller that is gone has taken its faults with it. */
async function resetController(url: string): Promise<void> {
  const { connectController } = await import('../controller/client.ts')
  await connectController(url)
    .reset()
    .catch(() => undefined)
}
