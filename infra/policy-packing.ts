/** A managed policy's limit in characters without white space (docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html); CDK does not warn. */
export const policyCharacters = 6_144

/** Managed policies on one role, at the default quota. */
export const policiesPerRole = 10

/** Most ARNs in one statement. */
export const arnsPerStatement = 50

/** Characters for the frame of a policy and its statements, including conditions and the longest partition, Region and account. */
export const frameCharacters = 500

/** Longest value of each token in an ARN: `aws-us-gov`, `ap-southeast-7`, an account number. */
const longest: readonly (readonly [RegExp, string])[] = [
  [/\$\{Token\[AWS\.?:*Partition\.\d+\]\}/g, 'aws-us-gov'],
  [/\$\{Token\[AWS\.?:*Region\.\d+\]\}/g, 'ap-southeast-7'],
  [/\$\{Token\[AWS\.?:*AccountId\.\d+\]\}/g, '123456789012'],
]

/**
 * Divides ARNs into as few policies as possible, when each policy names each of its ARNs `mentions` times. Sizes are estimated
 * with the longest values that tokens can have.
 */
export function packArns(arns: readonly string[], mentions: number): readonly (readonly string[])[] {
  const policies: string[][] = []
  let size = 0
  for (const arn of arns) {
    const characters = mentions * (lengthOf(arn) + 3)
    const open = policies.at(-1)
    if (
      open === undefined ||
      size + characters > policyCharacters - frameCharacters ||
      open.length >= arnsPerStatement
    ) {
      policies.push([arn])
      size = characters
    } else {
      open.push(arn)
      size += characters
    }
  }
  return policies
}

function lengthOf(arn: string): number {
  return longest.reduce((text, [token, name]) => text.replace(token, name), arn).length
}

/** Says how many ARNs a role has in how many policies. */
export function packedWords(noun: string, arns: number, policies: number): string {
  return `${arns} ${noun}${arns === 1 ? '' : 's'} by ARN, in ${policies} ${policies === 1 ? 'policy' : 'policies'}`
}
