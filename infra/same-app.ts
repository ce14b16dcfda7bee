import { type Stack, Stage } from 'aws-cdk-lib'
import { Construct } from 'constructs'

/** Key of the root construct under which the first copy of this package leaves its place. Shared by all copies. */
const copyKey = Symbol.for('tokenwatch.cdk')

const here = import.meta.url

/**
 * Refuses an app whose constructs come from another copy of `constructs`, or which also uses another copy of this package: classes of two
 * copies do not know each other, and the errors that follow name no cause.
 */
export function refuseOtherCopies(scope: Construct): void {
  if (!(scope instanceof Construct))
    throw new Error(
      'scope: expected a construct such as an App, a Stage or a Stack of the copy of "constructs" that tokenwatch uses. If it is one, there are two copies: "npm ls constructs aws-cdk-lib" shows them, "npm dedupe" leaves one',
    )
  const { root } = scope.node
  const first: unknown = Reflect.get(root, copyKey) ?? here
  if (first !== here)
    throw new Error(
      `two copies of tokenwatch in one app, ${String(first)} and ${here}: "npm ls tokenwatch" shows them, "npm dedupe" leaves one`,
    )
  Object.defineProperty(root, copyKey, { value: here, configurable: true })
}

/** Refuses a second monitor of the same name in one account and Region: the second stack would replace the first. */
export function refuseSecond(stack: Stack, name: string): void {
  const same = stack.node.root.node.findAll().filter((one): one is Stack => isSame(one, stack))
  if (same.length < 2) return
  const places = same.map(({ node }) => node.path).join(' and ')
  throw new Error(
    `two monitors are called ${name} in one account and Region, ${places}: give one of them another name in its config`,
  )
}

function isSame(one: unknown, stack: Stack): boolean {
  if (!(one instanceof stack.constructor) || !('stackName' in one) || !('environment' in one)) return false
  // Stages without an account of their own are often deployed with different credentials.
  const sameStage = one instanceof Construct && Stage.of(one) === Stage.of(stack)
  const isKnown = !stack.environment.includes('unknown-')
  return one.stackName === stack.stackName && one.environment === stack.environment && (sameStage || isKnown)
}
