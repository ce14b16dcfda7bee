import { z } from 'zod'
import { endpointServices } from '../../core/model/endpoint-services.ts'
import { expected, list, object, oneOf, text } from './text.ts'

const networkId = (what: string, prefix: string) =>
  text(`the id of ${what}, such as ${prefix}-0123456789abcdef0`, (value) =>
    new RegExp(`^${prefix}-[0-9a-f]{8,17}$`).test(value),
  )

/**
 * List of at least one id, each once. Lambda takes subnets and security groups together or not at all, and not more than `most` (`VpcConfig`
 * of its API reference).
 */
const someOf = (what: string, item: ReturnType<typeof networkId>, most: number) =>
  list(`a list of ${what}`, item)
    .refine((ids) => ids.length > 0, { error: `expected at least one, found an empty list` })
    .refine((ids) => ids.length <= most, {
      error: ({ input }) =>
        `expected at most ${most} ${what}, as Lambda does, found ${Array.isArray(input) ? input.length : 0}`,
    })
    .refine((ids) => new Set(ids).size === ids.length, { error: `expected each of the ${what} once` })

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
  subnetIds: someOf('subnets', networkId('a subnet', 'subnet'), 16),
  securityGroupIds: someOf('security groups', networkId('a security group', 'sg'), 5),
  egress,
})
