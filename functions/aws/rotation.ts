import { createHash } from 'node:crypto'
import { RotateSecretCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import type { Check } from '../core/check.ts'
import type { RotationOutcome } from '../core/log.ts'
import { errorName } from './clients.ts'
import { secretIdOf } from './versions.ts'

/**
 * Asks Secrets Manager to rotate a check's secret away from a version. Everybody who asks for the same version sends the same
 * ClientRequestToken, which becomes the new version's id: any number of requests is one rotation.
 */
export function openRotation(client: SecretsManagerClient) {
  return async (check: Check, versionId: string): Promise<RotationOutcome> => {
    const secretId = secretIdOf(check)
    if (secretId === null) return 'refused'
    try {
      await client.send(
        new RotateSecretCommand({ SecretId: secretId, ClientRequestToken: requestToken(secretId, versionId) }),
      )
      return 'requested'
    } catch (error) {
      // InvalidRequestException "A previous rotation isn't complete" means that it is on its way.
      return errorName(error) === 'InvalidRequestException' ? 'in_progress' : 'refused'
    }
  }
}

/** A UUID (RFC 9562 version 8) made of the secret and the version that is to be replaced. */
function requestToken(secretId: string, versionId: string): string {
  const hex = createHash('sha256')
    .update(JSON.stringify([secretId, versionId]))
    .digest('hex')
  const parts = [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)]
  return parts.join('-')
}
