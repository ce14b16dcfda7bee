import type { CommandResult } from '../framework/command-result.ts'

/** Lists the places where a service handles tokens, and the injection points that cover each of them. */
export async function run({ folders = [] }: { readonly folders?: readonly string[] }): Promise<CommandResult> {
  const { findTokenPlaces } = await import('../../chaos/points.ts')
  const places = await findTokenPlaces(folders.length === 0 ? ['.'] : folders)
  const lines = places.map(({ file, line, use, points, uncovered }) => {
    const by = points.length === 0 ? `not covered: ${uncovered}` : points.join(', ')
    return `${file}:${line}  ${use}  ${by}`
  })
  return { exitCode: 0, data: places, text: `${[...lines, `${places.length} places`].join('\n')}\n` }
}
