import type { CommandResult } from '../framework/command-result.ts'
import { type RunOptions, readAllowed } from './options.ts'

/** Shows what a run would do. Fails if it is not allowed. */
export async function run(options: RunOptions): Promise<CommandResult> {
  return planned(await readAllowed(options))
}

/** Describes an experiment. */
export function planned(experiment: Awaited<ReturnType<typeof readAllowed>>): CommandResult {
  const { fault, at, percent, leaseSeconds, longestFaultMs, phases, load, safety, target, contract, probes } =
    experiment
  const calls = Math.floor(((load.perSecond * load.burst * phases.fault) / 1_000) * (percent / 100))
  const data = { fault: fault.definition.id, variant: fault.variantName, at, calls, leaseSeconds, contract }
  const lines = [
    `${experiment.title}`,
    `  injects ${fault.definition.id} (${fault.variantName}) at ${at}: ${fault.variant.what}`,
    `  against ${target.kind === 'lab' ? `the lab with ${target.client}` : `${target.name} at ${target.url}`}`,
    `  for ${phases.fault / 1_000} s from the first injected request, at most ${longestFaultMs / 1_000} s, with a lease of ${leaseSeconds} s, into at most ${safety.blastRadius.maxInjected} requests`,
    `  about ${calls} user calls meet the fault, and as many run in the control arm`,
    ...[...probes.hypothesis, ...probes.during].map(
      ({ name, provider }) => `  makes the probe ${name}: ${provider.type === 'http' ? provider.url : provider.path}`,
    ),
    ...Object.entries(contract).map(([metric, limit]) => `  expects ${metric} ${JSON.stringify(limit)}`),
  ]
  return { exitCode: 0, data, text: `${lines.join('\n')}\n` }
}
