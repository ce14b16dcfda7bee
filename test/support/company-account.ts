import type { AccountSettings } from '../../functions/core/model/account.ts'

/** ARN of a policy that bounds every role of a company's account. */
export const boundaryArn = 'arn:aws:iam::123456789012:policy/company/boundary'

/** An account with every rule that a deployment can follow. */
export const companyAccount: AccountSettings = {
  permissionsBoundary: boundaryArn,
  roles: { path: '/company/monitoring/', namePrefix: 'acme-', policies: 'managed' },
}
