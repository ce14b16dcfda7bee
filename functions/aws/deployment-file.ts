import { readFileSync } from 'node:fs'
import type { Deployment } from '../core/model/deployment.ts'

/** The file beside a bundle with the deployment of its function. It was validated when it was written, so no validator runs here. */
export const deploymentFileName = 'deployment.json'

/** Reads the deployment that was bundled with the module at `moduleUrl`. */
export function readDeployment(moduleUrl: string): Deployment {
  return JSON.parse(readFileSync(new URL(deploymentFileName, moduleUrl), 'utf8')) as Deployment
}
