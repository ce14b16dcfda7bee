import { z } from 'zod'
import { endpointServices } from '../../core/model/endpoint-services.ts'
import { expected, list, object, oneOf, text } from './text.ts'

const networkId = (what: string, prefix: string) =>
  text(`the id of ${what}, such as ${prefix}-0123456789abcdef0`, (value) =>
    new RegExp(`^${prefix}-[0-9a-f]{8,17}$`).test(value),
  )

/** List of at least one id. Lambda takes subnets and security groups together or not at all. */
const someOf = (what: string, item: ReturnType<typeof networkId>) =>
  list(`a list of ${what}`, item).refine((ids) => ids.length > 0, {
    error: `expected at least one, found an empty list`,
  })

/** Way out of the subnets, which their ids do not show. Without one, a probe finds everything unreachable. */
const egress = z.union(
  [
    z.literal('nat'),
    object('{ endpoints: [...] }', { endpoints: list('a list of AWS services', oneOf(endpointServices)) }),
  ],
  { error: expected("'nat' or { endpoints: [...] }") },
)

/** A network of the user's, for probes or for all functions. */
export const network = object('{ vpcId, subnetIds, securityGroupIds, egress }', {
  vpcId: networkId('a VPC', 'vpc'),
  subnetIds: someOf('subnets', networkId('a subnet', 'subnet')),
  securityGroupIds: someOf('security groups', networkId('a security group', 'sg')),
  egress,
})
