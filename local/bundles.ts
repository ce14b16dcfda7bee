import { cp, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { bundleAll } from '../functions/bundle.ts'
import type { Deployment } from '../functions/core/model/deployment.ts'
import { functionNames, writeDeployment } from '../functions/function-folder.ts'
import { keptBuild } from './kept-build.ts'

/** Network of the lab's bundles. In all else they are those of a deployment, whose network refuses loopback. */
const networkFrom = fileURLToPath(import.meta.resolve('#source/local/lambda/lab-network'))

/**
 * Lays out the functions' bundles below `directory`, as a deployment has them. Bundles again only when a source has changed:
 * bundling keeps two cores busy for seconds.
 */
export async function placeBundles(directory: string, deployment: Deployment): Promise<void> {
  const made = await keptBuild({
    name: 'tokenwatch-bundles',
    sources: ['functions', 'local/lambda/lab-network.ts'],
    make: (folder) => bundleAll(folder, deployment, networkFrom),
  })
  if (made === null) return bundleAll(directory, deployment, networkFrom)
  // Node's compile cache knows code by its path. A lab that runs for days needs a copy, since old builds are deleted.
  const isCached = process.env['NODE_COMPILE_CACHE'] !== undefined
  if (!isCached) await cp(made, directory, { recursive: true })
  for (const name of functionNames) {
    writeDeployment(join(directory, name), deployment)
    if (isCached) await writeFile(join(directory, name, 'index.mjs'), forwarding(join(made, name, 'index.mjs')))
  }
}

const forwarding = (file: string) => `export * from ${JSON.stringify(pathToFileURL(file).href)}\n`
