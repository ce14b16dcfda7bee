import { existsSync } from 'node:fs'
import { allowInOutput } from '../functions/aws/guarded-output.ts'
import { loadConfigFile } from '../functions/config/config-file.ts'
import { formatProblem } from '../functions/config/problems.ts'
import type { Deployment } from '../functions/core/model/deployment.ts'
import { CommandFailure } from './framework/failure.ts'

/** Loads the deployment that a config file describes. Fails with every problem of a bad config. */
export async function loadConfig(file: string): Promise<Deployment> {
  const loaded = await loadConfigFile(file)
  if (loaded.ok) {
    allowInOutput(() => JSON.stringify(loaded.deployment))
    return loaded.deployment
  }
  throw new CommandFailure(
    'config',
    loaded.problems.map((problem) => formatProblem(file, problem)),
    { problems: loaded.problems },
  )
}

/** Config that a command takes when none is named. */
const usualConfig = 'tokenwatch.config.ts'

/** Returns the name of the deployment whose config lies in the working directory; `undefined` where none does. Fails for a bad config. */
export async function nameInConfig(): Promise<string | undefined> {
  return existsSync(usualConfig) ? (await loadConfig(usualConfig)).name : undefined
}

/** `1 check`, `2 checks`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}
