import type { EndpointService } from './endpoint-services.ts'

/**
 * The way out of a network: NAT, to public APIs and AWS, or only VPC endpoints of these AWS services, so that only private hosts can be
 * probed.
 */
export type Egress = 'nat' | { readonly endpoints: readonly EndpointService[] }

/** A network of the user's that runs an environment's probes, instead of Lambda's own. */
export type PrivateNetwork = {
  readonly vpcId: string
  readonly subnetIds: readonly string[]
  readonly securityGroupIds: readonly string[]
  readonly egress: Egress
}
