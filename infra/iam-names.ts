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
 * Returns the name of a role or policy: prefix, path, deployment, place in the stack, Region. IAM is global, so the name contains the Region.
 * A hash takes the place of what does not fit.
 */
export function iamName(
  node: IConstruct,
  deployment: string,
  { namePrefix, path }: { readonly namePrefix: string; readonly path: string },
  longest: number,
): string {
  const { region } = Stack.of(node)
  const place = node.node.path
    .split('/')
    .slice(1)
    .filter((part) => part !== 'Resource')
  const whole = `${pathMark(path)}${[deployment, ...place].join('-')}`
  return `${namePrefix}${fitted(whole, longest - namePrefix.length - 1 - longestRegion)}-${region}`
}

/**
 * Returns what a path adds to a name. With another path CloudFormation makes the role or policy anew before it deletes the old one, and
 * IAM knows no two of one name, whatever their paths.
 */
export function pathMark(path: string): string {
  return path === '/' ? '' : `${hashOf(path)}-`
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, hashLength)
}

function fitted(text: string, most: number): string {
  if (text.length <= most) return text
  return `${text.slice(0, most - hashLength - 1)}-${hashOf(text)}`
}
