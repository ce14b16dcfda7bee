import { suggest } from './near-miss.ts'
import type { ConfigFault } from './problems.ts'
import { idPattern } from './schema/text.ts'
import { shown } from './secrecy.ts'
import { writtenCheck } from './written.ts'

/** Returns the environment of a check. A check that names none belongs to the only one there is. */
export function environmentOf(
  written: unknown,
  names: readonly string[],
): { readonly name?: string; readonly faults: readonly ConfigFault[] } {
  const { environment } = writtenCheck(written)
  const [only, ...others] = names
  const known = names.filter((name) => shown(name) !== undefined)
  if (only === undefined || typeof written !== 'object' || written === null) return { faults: [] }
  if (environment === undefined)
    return others.length === 0 ? { name: only, faults: [] } : refused(`missing; expected one of ${known.join(', ')}`)
  // The schema has refused a malformed name already.
  if (typeof environment !== 'string' || !idPattern.test(environment)) return { faults: [] }
  if (names.includes(environment)) return { name: environment, faults: [] }
  return refused(`not an environment of this config; ${suggest(environment, known)}`)
}

function refused(message: string): { readonly faults: readonly ConfigFault[] } {
  return { faults: [{ path: ['environment'], message }] }
}
