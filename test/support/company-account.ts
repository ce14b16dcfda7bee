import type { AccountSettings } from '../../functions/core/model/account.ts'
import type { Deployment } from '../../functions/core/model/deployment.ts'

/** ARN of a policy that bounds every role of a company's account. */
export const boundaryArn = 'arn:aws:iam::123456789012:policy/company/boundary'

/** An account with every rule that a deployment can follow. */
export const companyAccount: AccountSettings = {
  permissionsBoundary: boundaryArn,
  network: {
    vpcId: 'vpc-0123456789abcdef0',
    subnetIds: ['subnet-0123456789abcdef1', 'subnet-0123456789abcdef2'],
    securityGroupIds: ['sg-0123456789abcdef0'],
    egress: 'nat',
  },
  keys: { logs: 'own', table: 'own', queues: 'own', topics: 'own' },
  concurrency: { probesAtOnce: 20, reserved: { tick: 6, probe: 24, rotate: 2, notify: 3 } },
  bootstrap: { qualifier: 'acme1', assetsBucket: null, executionRoleArn: null, credentials: 'roles' },
  topics: { page: null, notice: null, watcher: null },
  logClass: 'infrequent-access',
  tags: { 'cost-center': '4711', 'data-class': 'confidential' },
  roles: { path: '/company/monitoring/', namePrefix: 'acme-', policies: 'managed' },
}

/** The deployment in an account, as a config with this `account` is read. */
export function inAccount(deployment: Deployment, account: AccountSettings): Deployment {
  const environments = deployment.environments.map((one) => ({ ...one, network: one.network ?? account.network }))
  return { ...deployment, account, environments }
}
