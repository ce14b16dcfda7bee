import { accountId } from '../aws/account.ts'
import type { TemplateGrants } from './grants.ts'
import { underKeyOf } from './needs/encryption.ts'
import type { Need } from './needs/need.ts'
import { isAllowed } from './policy/decide.ts'
import type { Principal } from './policy/principal.ts'
import type { Statement } from './policy/statement.ts'

/** A call that was not allowed. */
export type Denial = { readonly who: string; readonly action: string; readonly resource: string }

/** Decides on every call in a walked stack. */
export type Authority = {
  /** Returns the first need that the principal's permissions do not cover, and records it. Returns `null` if all are covered. */
  readonly refused: (principal: Principal, needs: readonly Need[]) => Denial | null
  /** Returns true if a service may assume a role, for the resource that it acts for where it names one. */
  readonly mayAssume: (service: string, roleArn: string, sourceArn?: string) => boolean
  /** In the order in which they happened. */
  readonly denials: readonly Denial[]
}

/**
 * Policy of a customer's key, which is not part of the template. Like the default of KMS, it delegates the decision to the
 * account.
 */
const customersKey: readonly Statement[] = [
  {
    sid: null,
    effect: 'Allow',
    actions: { but: false, patterns: ['kms:*'] },
    resources: { but: false, patterns: ['*'] },
    principals: { AWS: [`arn:aws:iam::${accountId}:root`] },
    conditions: [],
  },
]

export function createAuthority({ identity, boundary, trust, keys, resource }: TemplateGrants): Authority {
  const denials: Denial[] = []

  function allows(principal: Principal, need: Need): boolean {
    const request = { ...need, principal, context: { ...contextOf(principal), ...need.context } }
    const own = principal.kind === 'role' ? (identity.get(principal.arn) ?? []) : []
    const fallback = need.action.startsWith('kms:') ? customersKey : []
    const bounds = principal.kind === 'role' ? (boundary.get(principal.arn) ?? null) : null
    return isAllowed(request, { identity: own, boundary: bounds, resource: resource.get(need.resource) ?? fallback })
  }

  return {
    denials,
    refused(principal, needs) {
      const all = needs.flatMap((one) => [one, ...underKeyOf(one, keys)])
      const need = all.find((one) => !allows(principal, one))
      if (need === undefined) return null
      const who = principal.kind === 'role' ? principal.arn : principal.name
      const denial = { who, action: need.action, resource: need.resource }
      denials.push(denial)
      return denial
    },
    mayAssume(service, roleArn, sourceArn) {
      const principal: Principal = { kind: 'service', name: service }
      const context = { ...contextOf(principal), ...(sourceArn !== undefined && { 'aws:SourceArn': sourceArn }) }
      const request = { principal, action: 'sts:AssumeRole', resource: roleArn, context }
      return isAllowed(request, { identity: [], boundary: null, resource: trust.get(roleArn) ?? [] })
    },
  }
}

/** Every call in the lab stands for one over TLS, and a service acts for the lab's one account. */
function contextOf(principal: Principal) {
  const secure = { 'aws:SecureTransport': 'true' }
  if (principal.kind === 'service') return { ...secure, 'aws:SourceAccount': accountId }
  return { ...secure, 'aws:PrincipalArn': principal.arn, 'aws:PrincipalAccount': accountId }
}
