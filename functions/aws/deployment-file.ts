import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Deployment } from '../core/model/deployment.ts'
import { allowInOutput } from './guarded-output.ts'

/** The file in a function's folder with its deployment. It was validated when it was written, so no validator runs here. */
export const deploymentFileName = 'deployment.json'

/** Reads the deployment of the running function. Lambda names the function's folder in a variable. */
export function readDeployment(): Deployment {
  allowInOutput(readFile)
  return JSON.parse(readFile()) as Deployment
}

const readFile = (): string => readFileSync(join(process.env['LAMBDA_TASK_ROOT'] ?? '.', deploymentFileName), 'utf8')
