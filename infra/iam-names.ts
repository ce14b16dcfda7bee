import { createHash } from 'node:crypto'
import { Stack } from 'aws-cdk-lib'
import type { IConstruct } from 'constructs'

/** Limits of IAM in characters (docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html). */
export const longestRoleName = 64
export const longestPolicyName = 128

/** Longest name of a Region, such as `ap-southeast-7`. */
const longestRegion = 14

/** Characters of a hash that keeps shortened names apart. */
const hashLength = 6

/**
 * Returns the name of a role or policy: prefix, deployment, place in the stack, Region. IAM is global, so the name contains the Region.
 * What does not fit is replaced by a hash.
 */
export function iamName(node: IConstruct, deployment: string, prefix: string, longest: number): string {
  const { region } = Stack.of(node)
  const place = node.node.path
    .split('/')
    .slice(1)
    .filter((part) => part !== 'Resource')
  const whole = [deployment, ...place].join('-')
  return `${prefix}${fitted(whole, longest - prefix.length - 1 - longestRegion)}-${region}`
}

function fitted(text: string, most: number): string {
  if (text.length <= most) return text
  const hash = createHash('sha256').update(text).digest('hex').slice(0, hashLength)
  return `${text.slice(0, most - hashLength - 1)}-${hash}`
}
