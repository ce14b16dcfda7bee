import { z } from 'zod'
import { accessKeyIdFor } from './caller.ts'
import { type Operations, operation } from './operation.ts'
import { AwsRefusal } from './refusal.ts'
import { secretId } from './secret-parameters.ts'
import type { Secret, SecretStore } from './secret-store.ts'

/** The one kind of statement that the lab understands: a deny for one role that ends by itself. */
const policyShape = z.strictObject({
  Version: z.literal('2012-10-17'),
  Statement: z.array(
    z.strictObject({
      Sid: z.string().optional(),
      Effect: z.literal('Deny'),
      Principal: z.literal('*'),
      Action: z.literal('secretsmanager:GetSecretValue'),
      Resource: z.literal('*'),
      Condition: z.strictObject({
        ArnEquals: z.strictObject({ 'aws:PrincipalArn': z.string().startsWith('arn:aws:iam::') }),
        DateLessThan: z.strictObject({ 'aws:CurrentTime': z.iso.datetime() }),
      }),
    }),
  ),
})

/** Policies that are attached to secrets. */
export function secretPolicies(store: SecretStore): Operations {
  const named = z.strictObject({ SecretId: secretId })
  const answer = ({ arn, name }: Secret) => ({ ARN: arn, Name: name })
  return {
    PutResourcePolicy: operation(
      z.strictObject({
        SecretId: secretId,
        ResourcePolicy: z.string().min(1).max(20_480),
        BlockPublicPolicy: z.boolean().optional(),
      }),
      ({ SecretId, ResourcePolicy }) => {
        if (parsed(ResourcePolicy) === null)
          throw new AwsRefusal('MalformedPolicyDocumentException', 'This resource policy contains a syntax error.')
        const secret = store.usable(SecretId)
        secret.policy = ResourcePolicy
        return answer(secret)
      },
    ),
    GetResourcePolicy: operation(named, ({ SecretId }) => {
      const secret = store.usable(SecretId)
      return { ...answer(secret), ResourcePolicy: secret.policy ?? undefined }
    }),
    DeleteResourcePolicy: operation(named, ({ SecretId }) => {
      const secret = store.usable(SecretId)
      secret.policy = null
      return answer(secret)
    }),
  }
}

/** Refuses whom a secret's policy denies at this moment; the lab knows a role by the access key that it gave to the function of that name. */
export function refuseDenied({ policy }: Secret, accessKeyId: string, nowMs: number): void {
  const denied = parsed(policy)?.Statement.some(({ Condition: { ArnEquals, DateLessThan } }) => {
    const role = ArnEquals['aws:PrincipalArn'].replace(/^.*\//, '')
    return accessKeyIdFor(role) === accessKeyId && nowMs < Date.parse(DateLessThan['aws:CurrentTime'])
  })
  if (denied === true) throw new AwsRefusal('AccessDeniedException', 'An explicit deny in a resource-based policy')
}

function parsed(policy: string | null): z.output<typeof policyShape> | null {
  try {
    return policy === null ? null : policyShape.parse(JSON.parse(policy))
  } catch {
    return null
  }
}
