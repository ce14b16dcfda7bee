import { RotateSecretCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import type { Check } from '../core/model/check.ts'
import type { RotationOutcome } from '../core/state/log.ts'
import { errorName } from './clients.ts'
import { secretIdOf } from './versions.ts'

/** Requests a rotation of a check's secret. The token becomes the id of the new version, so a repeated request is one rotation. */
export function openRotation(client: SecretsManagerClient) {
  return async (check: Check, token: string): Promise<RotationOutcome> => {
    const secretId = secretIdOf(check)
    if (secretId === null) return 'refused'
    try {
      await client.send(new RotateSecretCommand({ SecretId: secretId, ClientRequestToken: token }))
      return 'requested'
    } catch (error) {
      // Any other InvalidRequestException says that nothing rotates this secret: no function, a deletion.
      return isUnderWay(error) ? 'in_progress' : 'refused'
    }
  }
}

/** Returns true for "A previous rotation isn't complete. That rotation will be reattempted." */
function isUnderWay(error: unknown): boolean {
  const says = error instanceof Error && /previous rotation/i.test(error.message)
  return errorName(error) === 'InvalidRequestException' && says
}
