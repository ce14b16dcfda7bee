import * as cdk from 'aws-cdk-lib'
import type { IConstruct } from 'constructs'

/**
 * Acknowledges a rule of cdk-nag that does not apply here, with the reason. `pack` is one of those that the tests run. A CDK from before
 * its `Validations` has nothing to acknowledge: that cdk-nag does not run there.
 */
export function acknowledgeNag(
  construct: IConstruct,
  pack: 'AwsSolutions' | 'Serverless' | 'NIST.800.53.R5',
  rule: string,
  reason: string,
): void {
  acknowledgeFinding(construct, `${pack}::${pack}-${rule}`, reason)
}

/** Acknowledges a finding by its whole id, as the CDK prints it. */
export function acknowledgeFinding(construct: IConstruct, id: string, reason: string): void {
  if ('Validations' in cdk) cdk.Validations.of(construct).acknowledge({ id, reason })
}

/** Returns an attribute of a resource as cdk-nag spells it in the name of a finding. */
export function attributeOf(construct: IConstruct, attribute: string): string {
  return `<${cdk.Stack.of(construct).getLogicalId(construct.node.defaultChild as cdk.CfnElement)}.${attribute}>`
}

/** Returns an ARN as cdk-nag spells it in the name of a finding: what only CloudFormation knows has its name there. */
export function asNagSpells(construct: IConstruct, arn: string): string {
  const { partition, region, account } = cdk.Stack.of(construct)
  const names = [
    [partition, 'Partition'],
    [region, 'Region'],
    [account, 'AccountId'],
  ] as const
  return names.reduce(
    (text, [value, name]) => (cdk.Token.isUnresolved(value) ? text.replace(value, `<AWS::${name}>`) : text),
    arn,
  )
}
