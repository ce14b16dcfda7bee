import type { Provider } from '../../functions/providers/provider.ts'

/** Days before the end of a pinned version from which the audit and a test warn. */
export const versionNoticeDays = 90

const dayMs = 86_400_000

/** Lists the providers whose pinned version ends soon, or has ended, with the days that are left. */
export function endingVersions(providers: readonly Provider[], nowMs: number): readonly (readonly [string, number])[] {
  return providers.flatMap(({ name, version }) => {
    if (version === undefined || version.until === null) return []
    const days = Math.floor((Date.parse(version.until) - nowMs) / dayMs)
    return days < versionNoticeDays ? [[name, days] as const] : []
  })
}
