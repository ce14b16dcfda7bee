import type { ConditionStore, Storm } from '../../state/conditions.ts'
import { holdingStorms } from './storm-cause.ts'
import { endOf } from './storm-members.ts'

const dayMs = 86_400_000

/** Lists the open storms with an id, and those that hold the rotations of a provider with this name. */
export async function openStormsOf(
  id: string,
  { conditions }: { readonly conditions: Pick<ConditionStore, 'all'> },
): Promise<readonly Storm[]> {
  const ids = new Set(holdingStorms(id))
  const storms = (await conditions.all()).filter((one) => one.kind === 'storm')
  return storms.filter((storm) => ids.has(storm.id) && storm.cleared === null)
}

/**
 * Clears the open storms of a provider, for the person `by`: its rotations may start again, and tokens that become invalid from now
 * on page by themselves. Resolves with false where no storm is open. The next tick sends the message.
 */
export async function clearStorm(
  provider: string,
  by: string,
  { conditions, now }: { readonly conditions: Pick<ConditionStore, 'all' | 'put'>; now(): number },
): Promise<boolean> {
  const storms = await openStormsOf(provider, { conditions })
  const cleared = await Promise.all(
    storms.map((storm) => conditions.put(clearedStorm(storm, { by, at: now() }), now() + dayMs)),
  )
  return cleared.length > 0 && cleared.every(Boolean)
}

function clearedStorm(storm: Storm, cleared: Storm['cleared']): Storm {
  const isQuiet = storm.cause?.by === 'quiet'
  const pending = isQuiet ? storm.pending : endOf(storm.pending)
  return { ...storm, revision: storm.revision + 1, cleared, pending }
}
