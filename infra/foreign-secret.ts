import { Arn, ArnFormat } from 'aws-cdk-lib'
import { formatProblem } from '../functions/config/problems.ts'
import { regionProblems } from '../functions/config/secret-regions.ts'
import type { Deployment } from '../functions/core/model/deployment.ts'
import type { Lookup } from './network-survey.ts'
import { Refused } from './refused.ts'
import { idsOf } from './secret-arns.ts'

/**
 * Refuses secrets of another Region, which no function could read, and refuses to rotate secrets of another account: Secrets Manager
 * calls functions of its own account only. Without credentials at synth, account and Region are not known.
 */
export function refuseForeign(deployment: Deployment, here: Lookup | null): void {
  if (here === null) return
  const [elsewhere] = regionProblems(deployment, here.region)
  if (elsewhere !== undefined) throw new Refused(formatProblem('the config', elsewhere))
  const ours = deployment.checks.filter(({ rotation }) => rotation.by === 'ours').flatMap(({ secret }) => secret ?? [])
  for (const id of idsOf(ours).filter((one) => one.startsWith('arn:'))) {
    const { account = '', region = '' } = Arn.split(id, ArnFormat.COLON_RESOURCE_NAME)
    if (account === here.account) continue
    throw new Refused(
      `${id} belongs to account ${account} in ${region}, and this deployment to ${here.account} in ${here.region}: rotate the secret with a deployment there, and set rotation: 'manual' here`,
    )
  }
}
