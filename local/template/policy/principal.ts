/** Caller: a role of the account, or an AWS service. */
export type Principal =
  | { readonly kind: 'role'; readonly arn: string }
  | { readonly kind: 'service'; readonly name: string }

/** Principals of a statement, as the policy names them. */
export type Principals = '*' | { readonly AWS?: readonly string[]; readonly Service?: readonly string[] }

/** As itself, or by the account that it lives in, which leaves the decision to the account's own policies. */
export type Naming = 'principal' | 'account' | null

/** Returns the way in which a statement names a principal; null if it does not. */
export function namingOf(principals: Principals, principal: Principal): Naming {
  if (principals === '*') return 'principal'
  if (principal.kind === 'service') return (principals.Service ?? []).includes(principal.name) ? 'principal' : null
  const named = principals.AWS ?? []
  if (named.includes('*') || named.includes(principal.arn)) return 'principal'
  const account = principal.arn.split(':')[4] ?? ''
  return named.some((one) => one === account || one.endsWith(`::${account}:root`)) ? 'account' : null
}
