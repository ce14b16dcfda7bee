import type { CommandResult } from '../framework/command-result.ts'

/** Builds the Lambda layer. */
export async function run({ out }: { readonly out: string }): Promise<CommandResult> {
  const { buildLayer, layerFiles } = await import('../../chaos/layer/layer.ts')
  await buildLayer(out)
  const files = Object.values(layerFiles).map((file) => `${out}/${file}`)
  return { exitCode: 0, data: { files }, text: `${files.join('\n')}\n` }
}
