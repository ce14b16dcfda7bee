/** Roles of the stack, as the rules of a company want them. */
export type RoleSettings = {
  /** IAM path of every role and policy, such as `/monitoring/`. */
  readonly path: string
  /** Beginning of the name of every role and policy; `null` where CloudFormation makes names up. */
  readonly namePrefix: string | null
  /** Place of permissions: inside of the roles, or in managed policies only. */
  readonly policies: 'inline' | 'managed'
}

/** Rules of the account that a deployment goes into. None of them changes what is judged. */
export type AccountSettings = {
  /** ARN of the managed policy that bounds every role; `null` for none. */
  readonly permissionsBoundary: string | null
  readonly roles: RoleSettings
}

/** Settings of an account without rules. */
export const plainAccount: AccountSettings = {
  permissionsBoundary: null,
  roles: { path: '/', namePrefix: null, policies: 'inline' },
}
