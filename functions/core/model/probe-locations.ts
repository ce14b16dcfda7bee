import type { Deployment, PrivateNetwork } from './deployment.ts'

/** Lambda's own network, as a vantage is called. No environment can be called so. */
export const lambdaNetwork = '*'

/** Where the probes of some environments start from: they share a queue and the functions that talk to foreign hosts. */
export type ProbeLocation = {
  /** `lambdaNetwork`, or the first of its environments, by which queues and functions are told apart. */
  readonly name: string
  /** Null for Lambda's own. */
  readonly network: PrivateNetwork | null
  readonly environments: readonly string[]
}

/**
 * One vantage for each network that an environment with checks names, Lambda's own before the others; at least one. A name
 * depends on no other network's environments, so that adding one moves no probe from where it is.
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

/** Names of vantages by environment. */
export function probeLocationNames(deployment: Deployment): ReadonlyMap<string, string> {
  return new Map(
    probeLocationsOf(deployment).flatMap(({ name, environments }) => environments.map((one) => [one, name])),
  )
}
