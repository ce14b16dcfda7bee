import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { deploymentFileName } from './aws/deployment-file.ts'
import type { Deployment } from './core/model/deployment.ts'

/** Functions of a deployment. Each becomes a folder with `index.mjs`, its lazy chunks and `deployment.json`. */
export const functionNames = ['tick', 'first-tick', 'probe', 'rotate', 'notify', 'widget'] as const
export type FunctionName = (typeof functionNames)[number]

/** The function of a gate in another stack. It watches nothing itself. */
export const gateFunction = 'gate'

/** Writes the deployment of a function beside its bundle. */
export function writeDeployment(directory: string, deployment: Deployment): void {
  mkdirSync(directory, { recursive: true })
  writeFileSync(join(directory, deploymentFileName), JSON.stringify(deployment))
}
