import { type KilledRow, killedRow } from './killed-rows.ts'
import { clockOf, type PlannedKill, sampleRows } from './killed-sample.ts'
import type { KilledWorld } from './killed-world.ts'

/** Makes the rows of a plan, one after the other. */
export async function* killedRows(
  world: KilledWorld,
  plan: readonly PlannedKill[],
): AsyncGenerator<{ readonly planned: PlannedKill; readonly row: KilledRow }> {
  for (const planned of plan) {
    world.retryMs = planned.retryMs
    const row = await killedRow(world, planned.kind, planned.clock, planned.point)
    if (row !== null) yield { planned, row }
  }
}

const head = ['class', 'clock, spacing of retries', 'killed', 'found', 'end']

/** Writes a row as Markdown. */
export function lineOf(planned: PlannedKill, { kind, killed, found, end }: KilledRow): string {
  const [side, ...call] = killed.split(' ')
  return `| ${[kind, clockOf(planned), `${side} \`${call.join(' ')}\``, found, end].join(' | ')} |`
}

/** Makes the table of docs/rotation.md. */
export async function sampleTable(world: KilledWorld): Promise<readonly string[]> {
  const lines = [`| ${head.join(' | ')} |`, `|${head.map(() => '---').join('|')}|`]
  for await (const { planned, row } of killedRows(world, sampleRows())) lines.push(lineOf(planned, row))
  return lines
}
