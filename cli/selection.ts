import { suggest } from '../functions/config/near-miss.ts'
import type { GateSelection, SelectableNames, Unmatched } from '../functions/core/gate/selection.ts'
import { CommandFailure } from './framework/failure.ts'
import { repeatable } from './framework/pasted.ts'

/** Options that select checks. */
export type SelectionOptions = {
  readonly ids?: readonly string[]
  readonly tag?: readonly string[]
  readonly usedBy?: readonly string[]
  readonly environment?: string
}

export function selectionOf({ ids = [], tag = [], usedBy = [], environment }: SelectionOptions): GateSelection {
  return { ids, tags: tag, usedBy, environment: environment ?? null }
}

/** Fails if a name matches nothing, or if no check is selected: a mistyped name must not let a deployment pass. */
export function refuseEmpty(selected: {
  readonly checks: number
  readonly unmatched: readonly Unmatched[]
  readonly names: SelectableNames | null
}): void {
  const { checks, unmatched, names } = selected
  if (unmatched.length > 0)
    throw new CommandFailure(
      'no_match',
      unmatched.map(
        ({ kind, name }) => `no check matches the ${kind} "${repeatable(name)}": ${hint(name, names?.[kind] ?? [])}`,
      ),
      { unmatched: unmatched.map(({ kind, name }) => ({ kind, name: repeatable(name) })) },
    )
  if (checks === 0)
    throw new CommandFailure('no_match', 'no check matches all of these options together: use fewer of them', {
      unmatched,
    })
}

const hint = (name: string, known: readonly string[]): string =>
  known.length === 0 ? 'no check has one' : suggest(name, known)

/** Writes the question about a selection, as a person would ask it. */
export function questionOf({ ids, tags, usedBy, environment }: GateSelection): string {
  const where = environment === null ? '' : ` in ${environment}`
  const whose = usedBy.length === 1 ? 'its' : 'their'
  if (usedBy.length > 0) return `May ${usedBy.join(' and ')}${where} rely on ${whose} credentials?`
  const named = [...ids, ...tags.map((tag) => `checks tagged ${tag}`)].join(', ')
  return `May a deployment${where} rely on ${named === '' ? 'its credentials' : named}?`
}
