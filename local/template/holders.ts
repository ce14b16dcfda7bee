import { accountId } from '../aws/account.ts'
import { accessKeyIdFor } from '../aws/caller.ts'
import type { TemplatePlan } from './plan.ts'
import type { Statement } from './policy/statement.ts'
import { managedPolicyResource } from './resources/access.ts'

/** Somebody outside of the stack who has one of its managed policies and nothing else: a pipeline, or whoever is on call. */
export type Holder = {
  readonly roleArn: string
  /** `aws.environment(<name of the policy>)` holds it. */
  readonly accessKeyId: string
  readonly statements: readonly Statement[]
}

/** One holder for each managed policy that the template attaches to nobody. */
export function holdersOf(plan: TemplatePlan): readonly Holder[] {
  return plan
    .all(managedPolicyResource)
    .filter(({ properties }) => properties.Roles.length === 0)
    .map(({ name, properties }) => ({
      roleArn: `arn:aws:iam::${accountId}:role/holder-of-${name}`,
      accessKeyId: accessKeyIdFor(name),
      statements: properties.PolicyDocument,
    }))
}
