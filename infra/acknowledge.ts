import { type CfnElement, Stack, Validations } from 'aws-cdk-lib'
import type { IConstruct } from 'constructs'

/** A rule of cdk-nag that does not hold here, with the reason why that is right. `pack` is `AwsSolutions` or `Serverless`. */
export function acknowledge(
  construct: IConstruct,
  pack: 'AwsSolutions' | 'Serverless',
  rule: string,
  reason: string,
): void {
  Validations.of(construct).acknowledge({ id: `${pack}::${pack}-${rule}`, reason })
}

/** How cdk-nag spells an attribute of a resource in the name of a finding. */
export function attributeOf(construct: IConstruct, attribute: string): string {
  return `<${Stack.of(construct).getLogicalId(construct.node.defaultChild as CfnElement)}.${attribute}>`
}
