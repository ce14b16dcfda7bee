import type { z } from 'zod'
import { holdersOf } from './holders.ts'
import type { Planned, TemplatePlan } from './plan.ts'
import { resourcePolicy, type Statement } from './policy/statement.ts'
import { managedPolicyResource, permissionResource, policyResource, roleResource } from './resources/access.ts'
import { functionResource } from './resources/compute.ts'
import { key, queue, queuePolicy, topicPolicy } from './resources/messages.ts'
import { tableResource } from './resources/state.ts'

/** Every policy of a plan, by the ARN of whom or what it belongs to. */
export type TemplateGrants = {
  /** Of roles, and of whoever holds a policy that is attached to none: what they may do. */
  readonly identity: ReadonlyMap<string, readonly Statement[]>
  /** Of bounded roles: what they may do at most. */
  readonly boundary: ReadonlyMap<string, readonly Statement[]>
  /** Of roles: who may become them. */
  readonly trust: ReadonlyMap<string, readonly Statement[]>
  /** Keys of the queues and tables that are encrypted under one, by the ARN of these. */
  readonly keys: ReadonlyMap<string, string>
  /** Of queues, topics, keys and functions: who may do what with them. */
  readonly resource: ReadonlyMap<string, readonly Statement[]>
}

type Grant = readonly [arn: string, statements: readonly Statement[]]

/** Policies that exist before the stack. */
export type Before = {
  /** Of resources that others own, as JSON, by ARN. */
  readonly foreignPolicies?: ReadonlyMap<string, string>
  /** Managed policies that may bound roles, by ARN. */
  readonly boundaries?: ReadonlyMap<string, readonly Statement[]>
}

/** Collects who may do what; throws where a policy is attached to nothing that the plan has. */
export function grantsOf(
  plan: TemplatePlan,
  { foreignPolicies = new Map(), boundaries = new Map() }: Before = {},
): TemplateGrants {
  const roles = plan.all(roleResource)
  const arns = new Map(roles.map(({ ref, attributes }) => [ref, attributes['Arn'] ?? '']))
  const attached = [...plan.all(policyResource), ...plan.all(managedPolicyResource)].flatMap(({ id, properties }) =>
    properties.Roles.map((name): Grant => [found(arns, name, id), properties.PolicyDocument]),
  )
  const inline = roles.flatMap(({ attributes, properties }) =>
    properties.Policies.map(({ PolicyDocument }): Grant => [attributes['Arn'] ?? '', PolicyDocument]),
  )
  const held = holdersOf(plan).map(({ roleArn, statements }): Grant => [roleArn, statements])
  const trust = roles.map(
    ({ attributes, properties }): Grant => [attributes['Arn'] ?? '', properties.AssumeRolePolicyDocument],
  )
  const theirs = [...foreignPolicies].map(([arn, policy]): Grant => [arn, resourcePolicy.parse(JSON.parse(policy))])
  return {
    identity: collect([...inline, ...attached, ...held]),
    boundary: collect(roles.flatMap((role) => boundOf(role, boundaries))),
    trust: collect(trust),
    keys: new Map(keysIn(plan)),
    resource: collect([...onResources(plan), ...theirs]),
  }
}

function boundOf(
  { id, attributes, properties }: Planned<z.output<typeof roleResource.shape>>,
  boundaries: NonNullable<Before['boundaries']>,
): readonly Grant[] {
  const { PermissionsBoundary: arn } = properties
  if (arn === undefined) return []
  const statements = boundaries.get(arn)
  if (statements === undefined) throw new Error(`${id}: the account has no policy ${arn}`)
  return [[attributes['Arn'] ?? '', statements]]
}

function keysIn(plan: TemplatePlan): readonly (readonly [arn: string, keyArn: string])[] {
  const queues = plan
    .all(queue)
    .map(({ attributes, properties }) => [attributes['Arn'], properties.KmsMasterKeyId] as const)
  const tables = plan
    .all(tableResource)
    .flatMap(({ attributes, properties }) =>
      properties.Replicas.map(({ SSESpecification }) => [attributes['Arn'], SSESpecification?.KMSMasterKeyId] as const),
    )
  return [...queues, ...tables].flatMap(([arn, keyArn]) =>
    arn === undefined || keyArn === undefined ? [] : [[arn, keyArn] as const],
  )
}

function onResources(plan: TemplatePlan): readonly Grant[] {
  const queues = new Map(plan.all(queue).map(({ ref, attributes }) => [ref, attributes['Arn'] ?? '']))
  return [
    ...plan
      .all(queuePolicy)
      .flatMap(({ id, properties }) =>
        properties.Queues.map((url): Grant => [found(queues, url, id), properties.PolicyDocument]),
      ),
    ...plan
      .all(topicPolicy)
      .flatMap(({ properties }) => properties.Topics.map((arn): Grant => [arn, properties.PolicyDocument])),
    ...plan.all(key).map(({ attributes, properties }): Grant => [attributes['Arn'] ?? '', properties.KeyPolicy]),
    ...permissions(plan),
  ]
}

/** A permission is one statement of its function's policy. */
function permissions(plan: TemplatePlan): readonly Grant[] {
  const byName = plan
    .all(functionResource)
    .flatMap(({ ref, attributes: { Arn: arn = '' } }) => [[ref, arn] as const, [arn, arn] as const])
  const functions = new Map(byName)
  return plan
    .all(permissionResource)
    .map(({ id, properties: { FunctionName, Action, Principal, SourceAccount, SourceArn } }) => {
      // A function of another stack is named by its ARN.
      const arn = FunctionName.startsWith('arn:') ? FunctionName : found(functions, FunctionName, id)
      const statement: Statement = {
        sid: id,
        effect: 'Allow',
        actions: { but: false, patterns: [Action] },
        resources: { but: false, patterns: [arn] },
        principals: { Service: [Principal] },
        conditions: [
          ...(SourceAccount === undefined
            ? []
            : [{ operator: 'StringEquals', key: 'aws:SourceAccount', values: [SourceAccount] }]),
          ...(SourceArn === undefined ? [] : [{ operator: 'ArnLike', key: 'aws:SourceArn', values: [SourceArn] }]),
        ],
      }
      return [arn, [statement]]
    })
}

function found(arns: ReadonlyMap<string, string>, name: string, id: string): string {
  const arn = arns.get(name)
  if (arn === undefined) throw new Error(`${id}: ${name} is not of this template`)
  return arn
}

function collect(grants: readonly Grant[]): ReadonlyMap<string, readonly Statement[]> {
  const collected = new Map<string, readonly Statement[]>()
  for (const [arn, statements] of grants) collected.set(arn, [...(collected.get(arn) ?? []), ...statements])
  return collected
}
