import { loadConfigFile } from '../functions/config/config-file.ts'
import { formatProblem } from '../functions/config/problems.ts'

/** Options of `tokenwatch validate`. */
export type ValidateOptions = {
  readonly config: string
  /** Print the deployment with every default filled in. */
  readonly expand?: boolean
}

/** Prints one line for a good config, or one per problem; the exit code is 0 or 3. */
export async function run({ config, expand = false }: ValidateOptions): Promise<number> {
  const loaded = await loadConfigFile(config)
  if (!loaded.ok) {
    for (const problem of loaded.problems) process.stderr.write(`${formatProblem(config, problem)}\n`)
    return 3
  }
  const { checks, environments } = loaded.deployment
  const summary = `${config}: OK, ${counted(checks.length, 'check')} in ${counted(environments.length, 'environment')}`
  process.stdout.write(`${expand ? JSON.stringify(loaded.deployment, null, 2) : summary}\n`)
  return 0
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}
