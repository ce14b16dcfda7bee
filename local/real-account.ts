import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { SSMClient } from '@aws-sdk/client-ssm'
import type { Deployment } from '../functions/core/model/deployment.ts'
import { trustKey } from './aws/caller.ts'

/** Environment with which the lab's functions read Secrets Manager and Parameter Store of a real account, while everything else stays on loopback. */
export type RealAccount = { readonly region: string; readonly environment: Readonly<Record<string, string>> }

/** Resolves with the credentials and Region that the AWS command line would use here. Rejects if there are none. */
export async function findRealAccount(): Promise<RealAccount> {
  const { config } = new SecretsManagerClient({})
  const [region, credentials] = await Promise.all([config.region(), config.credentials()])
  const where = { Region: region, UseDualStack: false, UseFIPS: false }
  const { url } = config.endpointProvider(where)
  const parameters = new SSMClient({}).config.endpointProvider(where)
  const { accessKeyId, secretAccessKey, sessionToken = '' } = credentials
  // The functions call the other services on loopback with the same key.
  trustKey(accessKeyId, secretAccessKey)
  return {
    region,
    environment: {
      AWS_ENDPOINT_URL_SECRETS_MANAGER: url.href,
      AWS_ENDPOINT_URL_SSM: parameters.url.href,
      AWS_REGION: region,
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
      AWS_SESSION_TOKEN: sessionToken,
    },
  }
}

/** Drops rotations: a local run changes nothing in the account, so rotations stay with the deployed monitor. */
export function withoutRotation(deployment: Deployment): Deployment {
  return { ...deployment, checks: deployment.checks.map((check) => ({ ...check, rotation: { by: 'manual' } })) }
}
