import { checksToRehearse } from '../functions/config/wanting-rehearsal.ts'
import { counted, loadConfig } from './config.ts'
import type { CommandResult } from './framework/command-result.ts'

/** Options of `tokenwatch validate`. */
export type ValidateOptions = {
  readonly config: string
  /** Print the deployment with every default filled in. */
  readonly expand?: boolean
}

/** Prints one line for a good config. Fails with every problem of a bad one. */
export async function run({ config, expand = false }: ValidateOptions): Promise<CommandResult> {
  const deployment = await loadConfig(config)
  const { checks, environments } = deployment
  const summary = `${config}: OK, ${counted(checks.length, 'check')} in ${counted(environments.length, 'environment')}`
  const rehearsed = checksToRehearse(deployment)
  const notes = rehearsed.map(
    (key) =>
      `note: ${key} rotates by itself only within 30 days of "tokenwatch rotate ${key} --rehearse-live", or of a rotation that ended well`,
  )
  const text = `${expand ? JSON.stringify(deployment, null, 2) : [summary, ...notes].join('\n')}\n`
  const data = expand
    ? { deployment }
    : { config, name: deployment.name, checks: checks.length, environments: environments.length, rehearsed }
  return { exitCode: 0, data, text }
}
