import { Aspects, Stack, Tags } from 'aws-cdk-lib'
import { CfnManagedPolicy, CfnRole } from 'aws-cdk-lib/aws-iam'
import type { IConstruct } from 'constructs'
import { type AccountSettings, plainAccount } from '../functions/core/model/account.ts'
import type { Deployment } from '../functions/core/model/deployment.ts'
import { iamName, longestPolicyName, longestRoleName } from './iam-names.ts'

const followed = new WeakMap<Stack, AccountSettings>()

/** Returns the rules of the account that the stack of a construct goes into. */
export function accountOf(scope: IConstruct): AccountSettings {
  return followed.get(Stack.of(scope)) ?? plainAccount
}

/** Applies the rules of the account to a stack: to every role and managed policy, whoever creates it. */
export function followAccount(stack: Stack, { name, account }: Pick<Deployment, 'name' | 'account'>): void {
  followed.set(stack, account)
  const { permissionsBoundary, roles, tags } = account
  for (const [key, value] of Object.entries(tags)) Tags.of(stack).add(key, value)
  Aspects.of(stack).add({
    visit(node) {
      if (!(node instanceof CfnRole || node instanceof CfnManagedPolicy)) return
      if (roles.path !== '/') node.path = roles.path
      if (node instanceof CfnRole && permissionsBoundary !== null) node.permissionsBoundary = permissionsBoundary
      if (roles.namePrefix === null) return
      if (node instanceof CfnRole) node.roleName = iamName(node, name, roles.namePrefix, longestRoleName)
      else if (stack.resolve(node.managedPolicyName) === undefined)
        node.managedPolicyName = iamName(node, name, roles.namePrefix, longestPolicyName)
      else node.managedPolicyName = `${roles.namePrefix}${node.managedPolicyName}`
    },
  })
}
