import type { Deployment } from '../core/model/deployment.ts'
import { type ArnParts, arnPartsOf, type BoundArn, boundArns } from './bound-arns.ts'
import { formatProblem, type Problem } from './problems.ts'
import { partitionOf } from './schema/arn.ts'

/** Account and Region that a deployment goes into. */
export type Home = { readonly account: string; readonly region: string }

/**
 * Finds ARNs that no deployment could use together. All are of one partition, since nothing crosses those. Functions read secrets and keys
 * of their own Region, and secrets of another account only under a key of its own. Alarms publish to topics of their own account and
 * Region, and roles take policies of their own account. `here` is the home of the deployment where it is known.
 */
export function homeProblems(deployment: Deployment, here: Home | null = null): readonly Problem[] {
  const bound = boundArns(deployment)
  const home = here === null ? null : { ...here, partition: partitionOf(here.region) }
  // Accounts and Regions of another partition are other ones in any case.
  const foreign = problemsOf(bound, 'partition', home)
  return foreign.length > 0 ? foreign : [...problemsOf(bound, 'region', home), ...problemsOf(bound, 'account', home)]
}

function problemsOf(bound: readonly BoundArn[], part: keyof ArnParts, here: ArnParts | null): readonly Problem[] {
  const stated = bound.flatMap((one) => (one.to.includes(part) ? [{ ...one, found: arnPartsOf(one.arn)[part] }] : []))
  const [first] = stated
  if (first === undefined) return []
  const { expected, beside } =
    here === null
      ? { expected: first.found, beside: ` beside ${first.found} (${formatProblem('', { ...first, message: '' })})` }
      : { expected: here[part], beside: '' }
  const wanted = here === null ? '' : `, ${expected}`
  return stated
    .filter(({ found }) => found !== expected)
    .map(({ check, field, noun, found }) => {
      const message = `expected a ${noun} of the ${words[part]} of the deployment${wanted}, found ${found}${beside}: ${wayOut(noun, part, found)}`
      return { check, field, message }
    })
}

const words: Readonly<Record<keyof ArnParts, string>> = { partition: 'partition', region: 'Region', account: 'account' }

function wayOut(noun: BoundArn['noun'], part: keyof ArnParts, found: string): string {
  if (part === 'partition') return 'no partition of AWS reaches another; name one there'
  switch (noun) {
    case 'secret':
      return part === 'account'
        ? 'its default key aws/secretsmanager opens it for its own account only; encrypt it with a key of yours, and name that as keyArn'
        : `name a replica of it there, or deploy its checks in ${found}`
    case 'topic':
      return 'its alarms reach no other; name a topic there, and subscribe the other one to it'
    case 'key':
      return 'name the key that encrypts there, such as a replica of this one'
    case 'policy':
      return 'create the policy there, and name that one'
    case 'role':
      return 'name the role of that bootstrap'
    case 'function':
    case 'queue':
    case 'chat configuration':
      return 'name one there'
    default:
      return noun satisfies never
  }
}
