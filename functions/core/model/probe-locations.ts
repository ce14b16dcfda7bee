import type { Deployment } from './deployment.ts'
import type { PrivateNetwork } from './private-network.ts'

/** Name of the probe location in Lambda's own network. No environment can have this name. */
export const lambdaNetwork = '*'

/** A network that runs the probes of some environments. They share a queue and the functions that call other hosts. */
export type ProbeLocation = {
  /** `lambdaNetwork`, or the first of its environments. Queues and functions are named by it. */
  readonly name: string
  /** `null` for Lambda's own. */
  readonly network: PrivateNetwork | null
  readonly environments: readonly string[]
}

/**
 * Lists one probe location for each network of an environment with checks, Lambda's own first; at least one. A name does not depend on
 * other networks, so that another environment moves no probe.
 */
export function probeLocationsOf({ environments, checks }: Deployment): readonly ProbeLocation[] {
  const checked = new Set(checks.map(({ environment }) => environment))
  const used = environments.filter(({ name }) => checked.has(name))
  const groups = [...Map.groupBy(used, ({ network }) => JSON.stringify(network)).values()]
  const locations = groups.map((members): ProbeLocation => {
    const [first] = members
    const network = first?.network ?? null
    const names = members.map(({ name }) => name)
    return { name: network === null ? lambdaNetwork : (first?.name ?? lambdaNetwork), network, environments: names }
  })
  if (locations.length === 0) return [{ name: lambdaNetwork, network: null, environments: [] }]
  return locations.toSorted((a, b) => Number(a.network !== null) - Number(b.network !== null))
}

/** Names of the probe locations, by environment. */
export function probeLocationNames(deployment: Deployment): ReadonlyMap<string, string> {
  return new Map(
    probeLocationsOf(deployment).flatMap(({ name, environments }) => environments.map((one) => [one, name])),
  )
}
