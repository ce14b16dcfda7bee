import type { CommandResult } from '../framework/command-result.ts'
import { type ExperimentOptions, readExperiment } from './options.ts'

/** Prints one line for a good experiment. Fails with all problems of a bad one, exit code 3. */
export async function run({ file }: ExperimentOptions): Promise<CommandResult> {
  const { title, fault, environment, hash } = await readExperiment(file)
  const { id, number } = fault.definition
  const data = { title, fault: id, variant: fault.variantName, environment, hash }
  return { exitCode: 0, data, text: `${file}: OK, ${number} ${id} ${fault.variantName} in ${environment}\n` }
}
