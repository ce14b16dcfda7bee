import {
  DescribeSecretCommand,
  GetResourcePolicyCommand,
  PutResourcePolicyCommand,
  type SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager'
import type { Refusals } from '../experiment/experiment.ts'
import type { Inverse } from '../safety/inverse.ts'
import { soundsLikeProduction } from '../safety/production.ts'

/** Tag that a secret needs before it is changed. IAM policies can demand it too: `aws:ResourceTag/tokenwatch:chaos`. */
export const chaosTag = { key: 'tokenwatch:chaos', value: 'true' } as const

/** Tags that name the environment of a resource. */
const environmentTag = /^(?:[\w.:/-]*[:/-])?(?:env|environment|stage|tier)$/i

/** A change to a real secret. Its inverse is known before the change is made. */
export type SecretChange = {
  readonly inverse: Exclude<Inverse, { readonly kind: 'controller' | 'order-file' }>
  make(untilMs: number): Promise<void>
  /** Returns true if the secret is as it was before the change. */
  isUndone(): Promise<boolean>
}

export type SecretTarget = { readonly id: string; readonly principal: string }

/** Denies one role the secret's value. The statement has an end time, so it ends even if nobody undoes it. */
export async function denyChange(
  client: SecretsManagerClient,
  target: SecretTarget,
): Promise<SecretChange | { readonly refusals: Refusals }> {
  const untagged = await untaggedRefusal(client, target.id)
  if (untagged !== null) return { refusals: [untagged] }
  const policyNow = async () =>
    (await client.send(new GetResourcePolicyCommand({ SecretId: target.id }))).ResourcePolicy ?? null
  const policy = await policyNow()
  return {
    inverse: { kind: 'resource-policy', secretId: target.id, policy },
    async make(untilMs) {
      const ResourcePolicy = JSON.stringify(withDeny(policy, target.principal, new Date(untilMs)))
      await client.send(new PutResourcePolicyCommand({ SecretId: target.id, ResourcePolicy, BlockPublicPolicy: true }))
    },
    isUndone: async () => (await policyNow()) === policy,
  }
}

/** Moves AWSCURRENT to the previous version. Consumers see a rotation that was rolled back. */
export async function stageChange(
  client: SecretsManagerClient,
  target: SecretTarget,
): Promise<SecretChange | { readonly refusals: Refusals }> {
  const untagged = await untaggedRefusal(client, target.id)
  if (untagged !== null) return { refusals: [untagged] }
  const versionAt = async (stage: string) => {
    const { VersionIdsToStages: stages = {} } = await client.send(new DescribeSecretCommand({ SecretId: target.id }))
    return Object.entries(stages).find(([, labels]) => labels.includes(stage))?.[0]
  }
  const [current, previous] = [await versionAt('AWSCURRENT'), await versionAt('AWSPREVIOUS')]
  if (current === undefined || previous === undefined)
    return { refusals: ['target.secret: has no version AWSPREVIOUS; rotate the secret once before the run'] }
  return {
    inverse: { kind: 'stage-move', secretId: target.id, current, from: previous },
    async make() {
      const move = { VersionStage: 'AWSCURRENT', MoveToVersionId: previous, RemoveFromVersionId: current }
      await client.send(new UpdateSecretVersionStageCommand({ SecretId: target.id, ...move }))
    },
    isUndone: async () => (await versionAt('AWSCURRENT')) === current,
  }
}

export async function untaggedRefusal(client: SecretsManagerClient, id: string): Promise<string | null> {
  try {
    const { Tags: tags = [] } = await client.send(new DescribeSecretCommand({ SecretId: id }))
    const isTagged = tags.some(({ Key, Value }) => Key === chaosTag.key && Value === chaosTag.value)
    if (!isTagged) return `target.secret: missing the tag ${chaosTag.key}=${chaosTag.value}`
    const production = tags.find(({ Key = '', Value = '' }) => environmentTag.test(Key) && soundsLikeProduction(Value))
    return production === undefined
      ? null
      : `target.secret: its tag ${production.Key} says production; use a sandbox secret`
  } catch (error) {
    return `target.secret: cannot be described (${error instanceof Error ? error.name : 'unknown'})`
  }
}

/** Returns the policy with one more statement. */
function withDeny(policy: string | null, principal: string, until: Date): object {
  const before: { Statement?: unknown } = policy === null ? {} : JSON.parse(policy)
  const statements = Array.isArray(before.Statement) ? before.Statement : []
  const deny = {
    Sid: 'TokenwatchChaos',
    Effect: 'Deny',
    Principal: '*',
    Action: 'secretsmanager:GetSecretValue',
    Resource: '*',
    Condition: {
      ArnEquals: { 'aws:PrincipalArn': principal },
      DateLessThan: { 'aws:CurrentTime': `${until.toISOString().slice(0, 19)}Z` },
    },
  }
  return { ...before, Version: '2012-10-17', Statement: [...statements, deny] }
}
