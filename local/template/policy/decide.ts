import type { Context } from './condition-keys.ts'
import { isMet } from './conditions.ts'
import { namingOf, type Principal } from './principal.ts'
import type { ActionSelection, Statement } from './statement.ts'
import { meansAction, meansResource } from './wildcard.ts'

/** One thing that somebody wants to do. */
export type PolicyRequest = {
  readonly principal: Principal
  readonly action: string
  readonly resource: string
  readonly context: Context
}

/** The policies that have a say. */
export type Policies = {
  /** Of the role that asks; empty for a service. */
  readonly identity: readonly Statement[]
  /** Bounds the role that asks: it has to allow what a policy of the role allows. Null without one. */
  readonly boundary: readonly Statement[] | null
  /** Of the resource that is asked for. */
  readonly resource: readonly Statement[]
}

/**
 * Returns true if IAM allows a request within one account. Any deny wins; without an allow the request is denied. The policy of
 * the role or of the resource is enough. A key differs: its policy has to delegate to the account before the policy of a role
 * counts (docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html).
 */
export function isAllowed(request: PolicyRequest, { identity, boundary, resource }: Policies): boolean {
  if (boundary !== null && !isWithin(request, boundary)) return false
  const own = identity.filter((statement) => fits(statement, request))
  const named = resource.flatMap((statement) => {
    const naming = statement.principals === null ? null : namingOf(statement.principals, request.principal)
    return naming !== null && fits(statement, request) ? [{ statement, naming }] : []
  })
  if ([...own, ...named.map(({ statement }) => statement)].some(({ effect }) => effect === 'Deny')) return false
  if (named.some(({ naming }) => naming === 'principal')) return true
  const delegated = !request.action.startsWith('kms:') || named.length > 0
  return own.length > 0 && delegated
}

/** Returns true if a boundary allows a request. Of roles, AWS bounds also what a resource allows them. */
function isWithin(request: PolicyRequest, boundary: readonly Statement[]): boolean {
  const fitting = boundary.filter((statement) => fits(statement, request))
  return fitting.length > 0 && fitting.every(({ effect }) => effect === 'Allow')
}

function fits({ actions, resources, conditions }: Statement, { action, resource, context }: PolicyRequest): boolean {
  // Every condition is looked at, so that one that nobody knows is found even beside one that does not fit.
  const met = conditions.map((condition) => isMet(condition, context)).every(Boolean)
  return met && selects(actions, action, meansAction) && selects(resources, resource, meansResource)
}

function selects(
  { but, patterns }: ActionSelection,
  value: string,
  means: (pattern: string, value: string) => boolean,
): boolean {
  return patterns.some((pattern) => means(pattern, value)) !== but
}
