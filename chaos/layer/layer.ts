import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { bundlePreload } from '../../functions/bundle.ts'

/** Files of the layer, as paths below `/opt` in a function. */
export const layerFiles = { preload: 'nodejs/tokenwatch-chaos.mjs', wrapper: 'tokenwatch-chaos' } as const

/**
 * Script for `AWS_LAMBDA_EXEC_WRAPPER=/opt/tokenwatch-chaos`. It runs the runtime's command line, which it gets as arguments, with one more
 * flag. A function that already uses another wrapper, such as FIS, sets the same `NODE_OPTIONS` itself.
 */
const wrapper = `#!/bin/sh
here="$(cd "$(dirname "$0")" && pwd)"
export NODE_OPTIONS="--import=file://$here/${layerFiles.preload}\${NODE_OPTIONS:+ $NODE_OPTIONS}"
exec "$@"
`

/** Builds a Lambda layer that breaks tokens inside Node functions. The folder can be zipped or used for a CDK `LayerVersion`. */
export async function buildLayer(directory: string): Promise<void> {
  const source = fileURLToPath(import.meta.resolve('#source/chaos/preload/register'))
  await bundlePreload(source, join(directory, layerFiles.preload))
  await mkdir(directory, { recursive: true })
  const path = join(directory, layerFiles.wrapper)
  await writeFile(path, wrapper)
  await chmod(path, 0o755)
}
