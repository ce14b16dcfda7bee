import { z } from 'zod'
import type { PolicyCondition } from './conditions.ts'
import type { Principals } from './principal.ts'

/** Patterns, or everything but what they mean. */
export type ActionSelection = { readonly but: boolean; readonly patterns: readonly string[] }

export type Statement = {
  readonly sid: string | null
  readonly effect: 'Allow' | 'Deny'
  readonly actions: ActionSelection
  readonly resources: ActionSelection
  /** Principals of the statement; null in the policies of a role, which are about the role. */
  readonly principals: Principals | null
  readonly conditions: readonly PolicyCondition[]
}

const texts = z.union([z.string(), z.array(z.string()).min(1)]).transform((given) => [given].flat())
const principals = z.union([
  z.literal('*'),
  z.strictObject({ AWS: texts.exactOptional(), Service: texts.exactOptional() }),
])
const values = z
  .union([z.string(), z.boolean(), z.array(z.union([z.string(), z.boolean()]))])
  .transform((given) => [given].flat().map(String))

/** Elements that are not named here (`NotPrincipal`) are refused: they would change the meaning. */
const statement = z
  .strictObject({
    Sid: z.string().optional(),
    Effect: z.enum(['Allow', 'Deny']),
    Action: texts.optional(),
    NotAction: texts.optional(),
    Resource: texts.optional(),
    NotResource: texts.optional(),
    Principal: principals.optional(),
    Condition: z.record(z.string(), z.record(z.string(), values)).default({}),
  })
  .transform((given, context): Statement => {
    const actions = selectionOf(given.Action, given.NotAction)
    const resources = selectionOf(given.Resource, given.NotResource)
    if (actions === null || resources === null) {
      context.addIssue('a statement needs either Action or NotAction, and either Resource or NotResource')
      return z.NEVER
    }
    return {
      sid: given.Sid ?? null,
      effect: given.Effect,
      actions,
      resources,
      principals: given.Principal ?? null,
      conditions: Object.entries(given.Condition).flatMap(([operator, keys]) =>
        Object.entries(keys).map(([key, wanted]) => ({ operator, key, values: wanted })),
      ),
    }
  })

const statements = z.union([statement.transform((one) => [one]), z.array(statement)])
const document = z.strictObject({ Version: z.literal('2012-10-17'), Id: z.string().optional(), Statement: statements })

/** A policy of a role: about the role, on named resources. */
export const identityPolicy = document
  .transform(({ Statement }) => Statement)
  .refine((given) => given.every((one) => one.principals === null), 'a policy of a role names no principal')

/** A policy of a resource: about those that it names. */
export const resourcePolicy = document
  .transform(({ Statement }) => Statement)
  .refine((given) => given.every((one) => one.principals !== null), 'a policy of a resource names its principals')

/** Policy that says who may assume a role. The role itself is the resource. */
export const trustPolicy = z
  .strictObject({ Version: z.literal('2012-10-17'), Statement: z.array(z.record(z.string(), z.unknown())) })
  .transform(({ Version, Statement }): unknown => ({
    Version,
    Statement: Statement.map((one) => ({ ...one, Resource: '*' })),
  }))
  .pipe(resourcePolicy)

function selectionOf(these: string[] | undefined, others: string[] | undefined): ActionSelection | null {
  if (these !== undefined) return others === undefined ? { but: false, patterns: these } : null
  return others === undefined ? null : { but: true, patterns: others }
}
