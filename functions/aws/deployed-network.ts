import { ownMachine } from '../core/model/addresses.ts'
import { openNetwork } from '../core/probe/network/lanes.ts'
import type { Network } from '../core/probe/network/network.ts'

/** Opens the network of a function in AWS. No check can allow it the function's own machine, whatever the config says. */
export const openDeployedNetwork = (): Network => openNetwork({ neverReach: ownMachine })
