import { z } from 'zod'
import { InvalidParameter, type Operations, operation } from './operation.ts'
import { AwsRefusal } from './refusal.ts'
import { secretAnswer } from './secret-description.ts'
import { secretId, tagList } from './secret-parameters.ts'
import type { SecretStore } from './secret-store.ts'

const dayMs = 24 * 60 * 60 * 1_000

/** The operations that delete, restore and tag. */
export function secretLifecycle(store: SecretStore, now: () => number): Operations {
  return {
    DeleteSecret: operation(
      z.strictObject({
        SecretId: secretId,
        RecoveryWindowInDays: z.int().min(7).max(30).optional(),
        ForceDeleteWithoutRecovery: z.boolean().optional(),
      }),
      (input) => {
        if (input.ForceDeleteWithoutRecovery && input.RecoveryWindowInDays !== undefined) {
          throw new InvalidParameter(
            "You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays.",
          )
        }
        const secret = store.existing(input.SecretId)
        if (secret.deletion !== null) {
          const message = "You tried to perform the operation on a secret that's currently marked deleted."
          throw new AwsRefusal('InvalidRequestException', message)
        }
        const windowMs = input.ForceDeleteWithoutRecovery ? 0 : (input.RecoveryWindowInDays ?? 30) * dayMs
        secret.deletion = { at: now(), endsAt: now() + windowMs }
        return { ...secretAnswer(secret), DeletionDate: secret.deletion.endsAt / 1_000 }
      },
    ),
    RestoreSecret: operation(z.strictObject({ SecretId: secretId }), ({ SecretId }) => {
      const secret = store.existing(SecretId)
      secret.deletion = null
      return secretAnswer(secret)
    }),
    TagResource: operation(z.strictObject({ SecretId: secretId, Tags: tagList }), ({ SecretId, Tags }) => {
      const secret = store.usable(SecretId)
      for (const tag of Tags) secret.tags.set(tag.Key, tag.Value)
    }),
    UntagResource: operation(
      z.strictObject({ SecretId: secretId, TagKeys: z.array(z.string()) }),
      ({ SecretId, TagKeys }) => {
        const secret = store.usable(SecretId)
        for (const key of TagKeys) secret.tags.delete(key)
      },
    ),
  }
}
