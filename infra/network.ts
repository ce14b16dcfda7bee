import { Annotations } from 'aws-cdk-lib'
import { type ISecurityGroup, type ISubnet, type IVpc, SecurityGroup, Subnet, Vpc } from 'aws-cdk-lib/aws-ec2'
import type { Construct } from 'constructs'
import type { Deployment } from '../functions/core/deployment.ts'
import { Refused } from './refused.ts'

/** What a network has to have; the ids alone do not say whether it does, and without it every check is `unreachable`. */
const wayOut =
  'reach the APIs they ask through a NAT gateway, and AWS through it too or through endpoints for secretsmanager, dynamodb, sns, sqs and kms: docs/deploy.md has what each costs'

/** Where in a network of the account the functions that talk to foreign hosts run. */
export type Network = { readonly vpc: IVpc; readonly subnets: ISubnet[]; readonly securityGroups: ISecurityGroup[] }

/**
 * The network that the config names, or null. Environments may each name one, but a deployment has one `probe`: two
 * different ones are two deployments.
 */
export function networkOf(scope: Construct, { environments }: Deployment): Network | null {
  const named = environments.flatMap(({ network }) => (network === null ? [] : [network]))
  const [network] = named
  if (network === undefined) return null
  if (named.some((other) => JSON.stringify(other) !== JSON.stringify(network))) {
    throw new Refused('environments name different networks: a deployment runs in one, so give each its own config')
  }
  const { vpcId, subnetIds, securityGroupIds } = network
  Annotations.of(scope).addInfo(`functions in ${vpcId} ${wayOut}`)
  const subnets = subnetIds.map((id, index) => Subnet.fromSubnetId(scope, `Subnet${index}`, id))
  return {
    vpc: Vpc.fromVpcAttributes(scope, 'Vpc', {
      vpcId,
      availabilityZones: subnetIds.map(() => 'any'),
      privateSubnetIds: [...subnetIds],
    }),
    subnets,
    securityGroups: securityGroupIds.map((id, index) =>
      SecurityGroup.fromSecurityGroupId(scope, `SecurityGroup${index}`, id, { mutable: false }),
    ),
  }
}
