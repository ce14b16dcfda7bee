import { Stack } from 'aws-cdk-lib'
import type { IConstruct } from 'constructs'

/** Returns the values of `kms:ViaService` for a service of this Region. China's Regions have a suffix of their own. */
export function viaService(scope: IConstruct, service: string): string {
  const { region, urlSuffix } = Stack.of(scope)
  return `${service}.${region}.${urlSuffix}`
}
