import type { CommandResult } from '../framework/command-result.ts'
import { type RunOptions, readAllowed } from './options.ts'

/** What a run would do, and whether it may. */
export async function run(options: RunOptions): Promise<CommandResult> {
  return planned(await readAllowed(options))
}

/** An experiment in words. */
export function planned(experiment: Awaited<ReturnType<typeof readAllowed>>): CommandResult {
  const { fault, at, percent, leaseSeconds, phases, load, safety, target, contract } = experiment
  const calls = Math.floor(((load.perSecond * load.burst * phases.fault) / 1_000) * (percent / 100))
  const data = { fault: fault.definition.id, variant: fault.variantName, at, calls, leaseSeconds, contract }
  const lines = [
    `${experiment.title}`,
    `  would put ${fault.definition.id} (${fault.variantName}) in at ${at}: ${fault.variant.what}`,
    `  against ${target.kind === 'lab' ? `the lab with ${target.client}` : `${target.name} at ${target.url}`}`,
    `  for ${phases.fault / 1_000} s under a lease of ${leaseSeconds} s, and at most ${safety.blastRadius.maxInjected} requests`,
    `  with about ${calls} calls of users under it, and as many in the control arm`,
    ...Object.entries(contract).map(([metric, limit]) => `  expects ${metric} ${JSON.stringify(limit)}`),
  ]
  return { exitCode: 0, data, text: `${lines.join('\n')}\n` }
}
