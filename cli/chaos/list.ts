import type { CommandResult } from '../framework/command-result.ts'

export type ListOptions = Readonly<Record<string, never>>

/** Lists every fault of the catalogue. */
export async function run(): Promise<CommandResult> {
  const { faults } = await import('../../chaos/faults/catalogue.ts')
  const data = faults.map(({ number, id, title, expected, variants }) => ({
    number,
    id,
    title,
    expected,
    variants: Object.entries(variants).map(([name, { what, points, monitor }]) => ({
      name,
      what,
      points,
      monitor: monitor.says,
    })),
  }))
  const lines = data.flatMap(({ number, id, title, expected, variants }) => [
    `${number.padEnd(4)} ${id}: ${title}`,
    `     a good client: ${expected}`,
    ...variants.map(
      ({ name, what, points, monitor }) =>
        `     - ${name}: ${what} (at ${points.join(', ')}; the monitor says ${monitor})`,
    ),
  ])
  return { exitCode: 0, data, text: `${lines.join('\n')}\n` }
}
