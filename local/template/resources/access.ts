import { z } from 'zod'
import { identityPolicy, trustPolicy } from '../policy/statement.ts'
import { ignored } from './ignored.ts'

const iamPath = z
  .string()
  .regex(/^\/(?:[\w+=,.@-]+\/)*$/)
  .optional()

export const roleResource = {
  type: 'AWS::IAM::Role',
  named: 'RoleName',
  shape: z.strictObject({
    RoleName: z.string().optional(),
    AssumeRolePolicyDocument: trustPolicy,
    Policies: z.array(z.strictObject({ PolicyName: z.string(), PolicyDocument: identityPolicy })).default([]),
    Path: iamPath,
    // Of a policy that exists before the stack.
    PermissionsBoundary: z.string().startsWith('arn:aws:iam::').optional(),
    // For people. `ManagedPolicyArns` is not named: the walk does not know what AWS's own policies say.
    Description: ignored,
    Tags: ignored,
  }),
} as const

export const policyResource = {
  type: 'AWS::IAM::Policy',
  shape: z.strictObject({ PolicyName: z.string(), PolicyDocument: identityPolicy, Roles: z.array(z.string()).min(1) }),
} as const

export const managedPolicyResource = {
  type: 'AWS::IAM::ManagedPolicy',
  named: 'ManagedPolicyName',
  shape: z.strictObject({
    ManagedPolicyName: z.string().optional(),
    PolicyDocument: identityPolicy,
    Roles: z.array(z.string()).default([]),
    Path: iamPath,
    // For people.
    Description: ignored,
  }),
} as const

/** Lets a service invoke a function. */
export const permissionResource = {
  type: 'AWS::Lambda::Permission',
  shape: z.strictObject({
    Action: z.literal('lambda:InvokeFunction'),
    FunctionName: z.string(),
    Principal: z.string().endsWith('.amazonaws.com'),
    SourceAccount: z.string().optional(),
    SourceArn: z.string().optional(),
  }),
} as const
