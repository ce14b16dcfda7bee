import { Annotations, ContextProvider, Stack } from 'aws-cdk-lib'
import {
  ContextProvider as Providers,
  type SecurityGroupContextQuery,
  type VpcContextQuery,
} from 'aws-cdk-lib/cloud-assembly-schema'
import {
  PROVIDER_ERROR_KEY,
  type SecurityGroupContextResponse,
  type VpcContextResponse,
  VpcSubnetGroupType,
} from 'aws-cdk-lib/cx-api'
import type { Construct } from 'constructs'
import type { PrivateNetwork } from '../functions/core/model/private-network.ts'
import { Refused } from './refused.ts'

/** Account and Region whose networks are looked up. The CDK's command line names both when it finds credentials. */
export type Lookup = { readonly account: string; readonly region: string }

type Surveyed = {
  readonly network: PrivateNetwork
  readonly field: string
  readonly lookup: Lookup | null
}

/**
 * Compares the network in the config with the account, through the lookups of the CDK: the first synthesis requests them, the
 * command line performs them, the second synthesis judges. Without credentials the config is trusted, and synth says so.
 */
export function survey(scope: Construct, { network, field, lookup }: Surveyed): void {
  const { vpcId, securityGroupIds } = network
  for (const trusted of takenOnTrust(network, lookup)) Annotations.of(scope).addInfo(trusted)
  if (lookup === null) return
  const filter = { 'vpc-id': vpcId }
  const vpc = lookUp<VpcContextResponse>(scope, Providers.VPC_PROVIDER, {
    ...lookup,
    filter,
    returnAsymmetricSubnets: true,
  })
  const groups = securityGroupIds.map((securityGroupId) =>
    lookUp<SecurityGroupContextResponse>(scope, Providers.SECURITY_GROUP_PROVIDER, { ...lookup, securityGroupId }),
  )
  const faults = [
    ...(vpc?.found === undefined ? [] : networkFaults(network, vpc.found)),
    ...[vpc, ...groups].flatMap((answer) => answer?.fault ?? []),
  ]
  if (faults.length > 0) throw new Refused(field, refusal(faults, lookup))
}

/** Returns a sentence on everything that was not looked up, printed by synth. The CDK has no lookup of endpoints. */
function takenOnTrust({ vpcId, subnetIds, egress }: PrivateNetwork, lookup: Lookup | null): readonly string[] {
  const way =
    egress === 'nat' ? 'they lead out through NAT' : `${vpcId} has endpoints for ${egress.endpoints.join(', ')}`
  if (lookup === null)
    return [`nobody is signed in, so it is taken on trust that ${vpcId} has ${subnetIds.join(', ')} and that ${way}`]
  return egress === 'nat' ? [] : [`it is taken on trust that ${way}, which cannot be looked up`]
}

function refusal(faults: readonly string[], { account, region }: Lookup): string {
  const faulty = `in account ${account} and ${region}: ${faults.join('; ')}`
  return `${faulty}. Correct the config or the network, then let synth look again: npx cdk context --clear`
}

/** Returns the faults of the subnets of a network that exists; empty if there are none. */
export function networkFaults(
  { vpcId, subnetIds, egress }: PrivateNetwork,
  { subnetGroups = [] }: Pick<VpcContextResponse, 'subnetGroups'>,
): readonly string[] {
  const types = new Map(
    subnetGroups.flatMap(({ type, subnets }) => subnets.map(({ subnetId }) => [subnetId, type] as const)),
  )
  return subnetIds.flatMap((subnetId) => {
    const type = types.get(subnetId)
    if (type === undefined) return [`${subnetId} is not a subnet of ${vpcId}`]
    if (egress !== 'nat' || type === VpcSubnetGroupType.PRIVATE) return []
    return type === VpcSubnetGroupType.PUBLIC
      ? [`${subnetId} is public, where a function gets no public address: name one behind the NAT gateway`]
      : [`${subnetId} has no route to a NAT gateway: add one, or say egress: { endpoints: [...] }`]
  })
}

/** Answer of the account: the resource, or the reason why it cannot be used. Undefined until the command line has looked. */
type Answer<Found> =
  | { readonly found: Found; readonly fault?: undefined }
  | { readonly fault: string; readonly found?: undefined }

/**
 * Builds the key and the question of a lookup. `ContextProvider.getValue` requires a stack with a fixed account, and this stack
 * may go to any.
 */
function lookUp<Found>(
  scope: Construct,
  provider: Providers,
  props: VpcContextQuery | SecurityGroupContextQuery,
): Answer<Found> | undefined {
  const { key } = ContextProvider.getKey(scope, { provider, props, includeEnvironment: false })
  const value = scope.node.tryGetContext(key)
  if (value === undefined) {
    Stack.of(scope).reportMissingContextKey({ key, provider, props })
    return undefined
  }
  const fault: unknown = value[PROVIDER_ERROR_KEY]
  return fault === undefined ? { found: value } : { fault: String(fault) }
}
