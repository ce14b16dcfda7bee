import type { CommandResult } from '../framework/command-result.ts'

/** Lists the places where a service handles tokens, and the injection points that cover each of them. */
export async function run({ folders = [] }: { readonly folders?: readonly string[] }): Promise<CommandResult> {
  const { findTokenPlaces } = await import('../../chaos/points.ts')
  const places = await findTokenPlaces(folders.length === 0 ? ['.'] : folders)
  const lines = places.map(({ file, line, does, covered, blind }) => {
    const by = covered.length === 0 ? `not covered: ${blind}` : covered.join(', ')
    return `${file}:${line}  ${does}  ${by}`
  })
  return { exitCode: 0, data: places, text: `${[...lines, `${places.length} places`].join('\n')}\n` }
}
