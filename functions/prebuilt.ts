/**
 * Takes the place of `bundle.ts` in the published package: the bundles were made together with the package. Projects install no bundler,
 * and deploy the same bytes as the repository.
 */
import { cpSync, existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Deployment } from './core/model/deployment.ts'
import { functionNames, gateFunction, writeDeployment } from './function-folder.ts'

/** Kinds of bundles in the package: those of a deployment, and those of the lab where another network makes a difference. */
type PrebuiltKind = 'deployed' | 'lab'

/** File of the preload in the package's folder of bundles. */
const preloadFile = 'chaos-preload.mjs'

const pathOf = (name: string): string => fileURLToPath(import.meta.resolve(`#bundles/${name}`))

/** Copies every function below `directory`, each with its deployment. Any other network than the deployed one is that of the lab. */
async function placeAll(directory: string, deployment: Deployment, networkFrom?: string): Promise<void> {
  copyAll(networkFrom === undefined ? 'deployed' : 'lab', directory, deployment)
}

function placeAllSync(directory: string, deployment: Deployment): void {
  copyAll('deployed', directory, deployment)
}

function placeGate(directory: string): void {
  cpSync(pathOf(`deployed/${gateFunction}`), directory, { recursive: true })
}

async function placePreload(_source: string, file: string): Promise<void> {
  cpSync(pathOf(preloadFile), file)
}

function copyAll(kind: PrebuiltKind, directory: string, deployment: Deployment): void {
  for (const name of functionNames) {
    const own = pathOf(`${kind}/${name}`)
    cpSync(existsSync(own) ? own : pathOf(`deployed/${name}`), join(directory, name), { recursive: true })
    writeDeployment(join(directory, name), deployment)
  }
}

export { placeAll as bundleAll, placeAllSync as bundleAllSync, placeGate as bundleGate, placePreload as bundlePreload }
