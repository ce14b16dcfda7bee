import { type ISecurityGroup, type ISubnet, type IVpc, SecurityGroup, Subnet, Vpc } from 'aws-cdk-lib/aws-ec2'
import { Construct } from 'constructs'
import type { PrivateNetwork } from '../functions/core/model/deployment.ts'
import { lambdaNetwork, type ProbeLocation } from '../functions/core/model/probe-locations.ts'
import { type Lookup, survey } from './network-survey.ts'

export type NetworkProps = {
  readonly network: PrivateNetwork
  /** The one that names it in the config, or the first of several. */
  readonly environment: string
  /** Whose account to ask about it; null where nobody is signed in. */
  readonly lookup: Lookup | null
}

/** Where in a network of the account the functions that talk to foreign hosts run. It is the config's, and nothing of it is created. */
export class ProbeNetwork extends Construct {
  readonly vpc: IVpc
  readonly subnets: ISubnet[]
  readonly securityGroups: ISecurityGroup[]

  constructor(scope: Construct, id: string, { network, environment, lookup }: NetworkProps) {
    super(scope, id)
    const { vpcId, subnetIds, securityGroupIds } = network
    survey(this, { network, environment, lookup })
    this.subnets = subnetIds.map((subnetId, index) => Subnet.fromSubnetId(this, `Subnet${index}`, subnetId))
    this.vpc = Vpc.fromVpcAttributes(this, 'Vpc', {
      vpcId,
      availabilityZones: subnetIds.map(() => 'any'),
      privateSubnetIds: [...subnetIds],
    })
    this.securityGroups = securityGroupIds.map((groupId, index) =>
      SecurityGroup.fromSecurityGroupId(this, `SecurityGroup${index}`, groupId, { mutable: false }),
    )
  }
}

/** The id of a construct that each vantage has one of. In Lambda's own network it is the bare noun. */
export function idAt({ name }: ProbeLocation, noun: string): string {
  return name === lambdaNetwork ? noun : `${noun}-${name}`
}
