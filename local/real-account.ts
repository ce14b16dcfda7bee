import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import type { Deployment } from '../functions/core/model/deployment.ts'

/** What lets the lab's functions read a real account's Secrets Manager while everything else stays on loopback. */
export type RealAccount = { readonly region: string; readonly environment: Readonly<Record<string, string>> }

/** The credentials and Region that the AWS command line would use here; rejects where there are none. */
export async function findRealAccount(): Promise<RealAccount> {
  const { config } = new SecretsManagerClient({})
  const [region, credentials] = await Promise.all([config.region(), config.credentials()])
  const { url } = config.endpointProvider({ Region: region, UseDualStack: false, UseFIPS: false })
  const { accessKeyId, secretAccessKey, sessionToken = '' } = credentials
  return {
    region,
    environment: {
      AWS_ENDPOINT_URL_SECRETS_MANAGER: url.href,
      AWS_REGION: region,
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
      AWS_SESSION_TOKEN: sessionToken,
    },
  }
}

/** A look from a laptop changes nothing in the account: rotations stay with the deployed monitor. */
export function withoutRotation(deployment: Deployment): Deployment {
  return { ...deployment, checks: deployment.checks.map((check) => ({ ...check, rotation: { by: 'manual' } })) }
}
