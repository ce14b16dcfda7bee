import { Arn, ArnFormat } from 'aws-cdk-lib'
import type { Check } from '../functions/core/model/check.ts'
import type { Lookup } from './network-survey.ts'
import { Refused } from './refused.ts'
import { idsOf } from './secret-arns.ts'

/**
 * Refuses to rotate secrets of another account or Region: Secrets Manager calls functions of its own account and Region only. Without
 * credentials at synth, the account is not known.
 */
export function refuseForeign(checks: readonly Check[], here: Lookup | null): void {
  if (here === null) return
  const ours = checks.filter(({ rotation }) => rotation.by === 'ours').flatMap(({ secret }) => secret ?? [])
  for (const id of idsOf(ours).filter((one) => one.startsWith('arn:'))) {
    const { account = '', region = '' } = Arn.split(id, ArnFormat.COLON_RESOURCE_NAME)
    if (account === here.account && region === here.region) continue
    throw new Refused(
      `${id} belongs to account ${account} in ${region}, and this deployment to ${here.account} in ${here.region}: rotate the secret with a deployment there, and set rotation: 'manual' here`,
    )
  }
}
