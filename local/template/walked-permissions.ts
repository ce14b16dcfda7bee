import type { Aws } from '../aws/aws.ts'
import type { TemplatePlan } from './plan.ts'
import { permissionResource } from './resources/access.ts'
import type { WalkedFunction } from './walked-functions.ts'

/** Sets the policy of each function that a permission names, as Lambda writes it. */
export function writeFunctionPolicies(plan: TemplatePlan, aws: Aws, functions: readonly WalkedFunction[]): void {
  const named = permissionsOf(plan).map(({ id, properties }) => {
    const { FunctionName: name } = properties
    const arn = functions.find(({ lambda }) => lambda.name === name)?.lambda.arn ?? name
    return { arn, statement: statementOf(id, arn, properties) }
  })
  for (const [arn, some] of Map.groupBy(named, (one) => one.arn)) {
    const Statement = some.map(({ statement }) => statement)
    aws.invocations.setPolicy(arn, JSON.stringify({ Version: '2012-10-17', Id: 'default', Statement }))
  }
}

type Permission = ReturnType<typeof permissionsOf>[number]['properties']
const permissionsOf = (plan: TemplatePlan) => plan.all(permissionResource)

function statementOf(Sid: string, Resource: string, { Action, Principal, SourceAccount, SourceArn }: Permission) {
  const Condition = {
    ...(SourceAccount !== undefined && { StringEquals: { 'AWS:SourceAccount': SourceAccount } }),
    ...(SourceArn !== undefined && { ArnLike: { 'AWS:SourceArn': SourceArn } }),
  }
  return { Sid, Effect: 'Allow', Principal: { Service: Principal }, Action, Resource, Condition }
}
