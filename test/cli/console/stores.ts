import type { ConsoleActions } from '../../../cli/console/actions.ts'
import type { CheckKey } from '../../../functions/core/model/check.ts'
import type { Condition, Silence } from '../../../functions/core/state/conditions.ts'
import type { CheckState } from '../../../functions/core/state/state.ts'
import { openState } from '../../status-page/facts.ts'

/** Everything that the actions of a console wrote. */
export type WrittenByConsole = {
  acknowledged(): string | null
  silences(): readonly Silence[]
  count(): number
}

/** The stores of one check with an open incident, in memory, and what is written to them. Sam is at the page. */
export function storesWith(check: CheckKey): { readonly actions: ConsoleActions; readonly written: WrittenByConsole } {
  let state: CheckState = openState(check)
  const conditions: Condition[] = []
  let writes = 0
  return {
    actions: {
      states: {
        read: async (keys) => new Map(keys.includes(check) ? [[check, state]] : []),
        async write(next) {
          writes += 1
          state = next
          return true
        },
      },
      conditions: {
        all: async () => conditions,
        async put(condition) {
          writes += 1
          const before = conditions.findIndex(({ kind, id }) => kind === condition.kind && id === condition.id)
          if (before >= 0) conditions.splice(before, 1)
          conditions.push(condition)
          return true
        },
      },
      author: () => 'sam',
    },
    written: {
      acknowledged: () => state.incident?.acknowledged?.by ?? null,
      silences: () => conditions.filter((one) => one.kind === 'silence'),
      count: () => writes,
    },
  }
}
