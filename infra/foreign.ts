import { Arn, ArnFormat } from 'aws-cdk-lib'
import { arnPartsOf, boundArns } from '../functions/config/bound-arns.ts'
import { homeProblems } from '../functions/config/home.ts'
import type { Deployment } from '../functions/core/model/deployment.ts'
import { deliversBetween } from '../functions/core/model/sns-principals.ts'
import type { Lookup } from './network-survey.ts'
import { Refused } from './refused.ts'
import { idsOf } from './secret-arns.ts'

/**
 * Refuses what lies in another account or Region than the deployment and has to be in its own, and refuses to rotate secrets of another
 * account: Secrets Manager calls functions of its own account only. Subscribers that SNS does not reach are refused, too. Without credentials at synth, account and Region are not known.
 */
export function refuseForeign(deployment: Deployment, here: Lookup | null): void {
  if (here === null) return
  const ours = deployment.checks.filter(({ rotation }) => rotation.by === 'ours')
  for (const { key, secret } of ours)
    for (const id of idsOf(secret === null ? [] : [secret]).filter((one) => one.startsWith('arn:'))) {
      const { account = '', region = '' } = Arn.split(id, ArnFormat.COLON_RESOURCE_NAME)
      if (account === here.account) continue
      throw new Refused(
        'rotation',
        `${id} belongs to account ${account} in ${region}, and this deployment to ${here.account} in ${here.region}: rotate the secret with a deployment there, and set rotation: 'manual' here`,
        key,
      )
    }
  const [elsewhere] = homeProblems(deployment, here)
  if (elsewhere !== undefined) throw new Refused(elsewhere.field, elsewhere.message, elsewhere.check)
  refuseUnreached(deployment, here)
}

/** Refuses subscribers that SNS documents not to reach, whatever their policies say. */
function refuseUnreached(deployment: Deployment, { region }: Lookup): void {
  for (const { check, field, arn, noun } of boundArns(deployment)) {
    const kind = check !== null ? null : noun === 'function' ? 'lambda' : noun === 'queue' ? 'sqs' : null
    const there = arnPartsOf(arn).region
    if (kind === null || deliversBetween(kind, region, there)) continue
    const message = `expected a ${noun} that SNS reaches from ${region}, the Region of the deployment, found one in ${there}: SNS delivers to no ${noun} there from elsewhere; name one in ${region}, and let it pass messages on`
    throw new Refused(field, message, check)
  }
}
