import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { join, parse } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { bundleOptions } from '../../functions/bundle.ts'

/** Files of the layer, as they lie below `/opt` in a function. */
export const layerFiles = { preload: 'nodejs/tokenwatch-chaos.mjs', wrapper: 'tokenwatch-chaos' } as const

/**
 * What `AWS_LAMBDA_EXEC_WRAPPER=/opt/tokenwatch-chaos` runs: the runtime's own command line comes as arguments, and is run with one flag more.
 * A function whose wrapper is somebody else's (FIS) sets the same `NODE_OPTIONS` itself.
 */
const wrapper = `#!/bin/sh
here="$(cd "$(dirname "$0")" && pwd)"
export NODE_OPTIONS="--import=file://$here/${layerFiles.preload}\${NODE_OPTIONS:+ $NODE_OPTIONS}"
exec "$@"
`

/** Builds a Lambda layer that breaks tokens inside Node functions, as a folder to be zipped or handed to a CDK `LayerVersion`. */
export async function buildLayer(directory: string): Promise<void> {
  const { dir, name } = parse(layerFiles.preload)
  await build({
    ...bundleOptions,
    // One file: whoever looks at the layer sees what is in it.
    splitting: false,
    sourcemap: false,
    entryPoints: { [name]: fileURLToPath(import.meta.resolve('#source/chaos/preload/register')) },
    outdir: join(directory, dir),
  })
  await mkdir(directory, { recursive: true })
  const path = join(directory, layerFiles.wrapper)
  await writeFile(path, wrapper)
  await chmod(path, 0o755)
}
