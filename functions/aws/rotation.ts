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
      // InvalidRequestException "A previous rotation isn't complete" means that one is in progress.
      return errorName(error) === 'InvalidRequestException' ? 'in_progress' : 'refused'
    }
  }
}
