import { openNetwork } from '../../functions/core/probe/network/lanes.ts'

/** Stands in the bundles of the lab for the network of a function in AWS: everything that it asks is on loopback. */
export { openNetwork as openDeployedNetwork }
