import type { Construct } from 'constructs'
import { Refused } from './refused.ts'

/**
 * Returns an id that contains a name of the config. The CDK writes a slash as two dashes, so that two names may give one id. Such a config
 * is refused: an id that gave way would change with the other name, and CloudFormation would replace its resource.
 */
export function idNaming(
  scope: Construct,
  { field, noun, name }: { readonly field: string; readonly noun: string; readonly name: string },
): string {
  const id = `${noun}-${name}`
  if (scope.node.tryFindChild(id) === undefined) return id
  throw new Refused(
    field,
    `${name} and ${otherSpelling(name)} would be one resource in the template: rename one of them`,
  )
}

function otherSpelling(name: string): string {
  return name.includes('/') ? name.replaceAll('/', '--') : name.replaceAll('--', '/')
}
