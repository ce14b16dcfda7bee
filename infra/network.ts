import { type ISecurityGroup, type ISubnet, type IVpc, SecurityGroup, Subnet, Vpc } from 'aws-cdk-lib/aws-ec2'
import { Construct } from 'constructs'
import type { PrivateNetwork } from '../functions/core/model/private-network.ts'
import { lambdaNetwork, type ProbeLocation } from '../functions/core/model/probe-locations.ts'
import { type Lookup, survey } from './network-survey.ts'

export type NetworkProps = {
  readonly network: PrivateNetwork
  /** Its field in the config; that of the first environment if there are several. */
  readonly field: string
  /** Account and Region to look it up in; null without credentials. */
  readonly lookup: Lookup | null
}

/**
 * Subnets and security groups of the functions that talk to foreign hosts. They come from the config; none of them is created
 * here.
 */
export class ProbeNetwork extends Construct {
  readonly vpc: IVpc
  readonly subnets: ISubnet[]
  readonly securityGroups: ISecurityGroup[]

  constructor(scope: Construct, id: string, { network, field, lookup }: NetworkProps) {
    super(scope, id)
    const { vpcId, subnetIds, securityGroupIds } = network
    survey(this, { network, field, lookup })
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

/** Returns the id of a construct that each probe location has. In Lambda's own network it is the bare noun. */
export function idAt({ name }: ProbeLocation, noun: string): string {
  return name === lambdaNetwork ? noun : `${noun}-${name}`
}
