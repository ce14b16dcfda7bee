import { type ParameterCalls, parametersPerCall, versionIdOf } from './parameters.ts'

/** Result of a listing of parameters. A name that is in neither was not settled by complete answers. */
export type ListedParameters = {
  readonly versionIds: ReadonlyMap<string, string>
  readonly absent: ReadonlySet<string>
}

/**
 * Finds the newest version of each parameter by DescribeParameters: one call for fifty names, whose answer holds no value. GetParameters
 * takes ten, and a role that may call it may read the values.
 */
export function openParameterListing(connect: () => Promise<ParameterCalls>) {
  let calls: Promise<ParameterCalls> | null = null
  return async (names: readonly string[]): Promise<ListedParameters> => {
    const versionIds = new Map<string, string>()
    if (names.length > 0) calls ??= connect()
    const connected = await calls
    if (connected === null) return { versionIds, absent: new Set() }
    for (let start = 0; start < names.length; start += parametersPerCall) {
      const asked = names.slice(start, start + parametersPerCall)
      let token: string | undefined
      do {
        const { Parameters = [], NextToken } = await connected.describe(asked, token)
        for (const found of Parameters) {
          const versionId = versionIdOf(found)
          if (found.Name !== undefined && versionId !== null) versionIds.set(found.Name, versionId)
        }
        token = NextToken
      } while (token !== undefined)
    }
    return { versionIds, absent: new Set(names.filter((name) => !versionIds.has(name))) }
  }
}
