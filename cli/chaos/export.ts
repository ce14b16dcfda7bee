import { readFile, writeFile } from 'node:fs/promises'
import { stringify } from 'yaml'
import type { CommandResult } from '../framework/command-result.ts'
import { CommandFailure } from '../framework/failure.ts'
import { readExperiment } from './options.ts'

export type ExportOptions = { readonly subject: string; readonly to: string; readonly out?: string }

/** Writes a ready experiment, or translates one for another tool. */
export async function run({ subject, to, out }: ExportOptions): Promise<CommandResult> {
  const text = await exported(subject, to)
  if (out === undefined) return { exitCode: 0, data: { subject, to }, text }
  await writeFile(out, text)
  return { exitCode: 0, data: { subject, to, out }, text: `${out}\n` }
}

async function exported(subject: string, to: string): Promise<string> {
  const { faultOf } = await import('../../chaos/faults/catalogue.ts')
  const { experimentFor } = await import('../../chaos/experiment/template.ts')
  const definition = faultOf(subject)
  if (to === 'fis') return fisTemplate(subject)
  if (definition !== undefined) {
    const experiment = experimentFor(definition)
    return to === 'yaml' ? stringify(experiment, { lineWidth: 0 }) : `${JSON.stringify(experiment, null, 2)}\n`
  }
  if (!/\.(ya?ml|json)$/.test(subject))
    throw new CommandFailure('usage', `${subject}: no such fault; "tokenwatch chaos list" lists them all`)
  // Our experiments are in the format of Chaos Toolkit already. Reading one checks it.
  await readExperiment(subject)
  const { parse } = await import('yaml')
  const file: unknown = parse(await readFile(subject, 'utf8'))
  return to === 'yaml' ? stringify(file, { lineWidth: 0 }) : `${JSON.stringify(file, null, 2)}\n`
}

/**
 * Writes an AWS FIS template with the same length and stop conditions. It starts the run through Systems Manager, because FIS has no fault
 * for tokens (`aws:ssm:start-automation-execution`, docs.aws.amazon.com/fis/latest/userguide/fis-actions-reference.html).
 */
async function fisTemplate(file: string): Promise<string> {
  const { title, phases, longestFaultMs, safety, fault, environment } = await readExperiment(file)
  const alarms = safety.stopConditions.flatMap((one) =>
    'source' in one ? [{ source: one.source, value: one.value }] : [],
  )
  const template = {
    description: title,
    tags: { 'tokenwatch:chaos': 'true', environment },
    stopConditions: alarms.length > 0 ? alarms : [{ source: 'none' }],
    targets: {},
    actions: {
      inject: {
        actionId: 'aws:ssm:start-automation-execution',
        description: `${fault.definition.id} ${fault.variantName}`,
        parameters: {
          documentArn: '<arn of an automation document that runs: tokenwatch chaos run>',
          documentParameters: JSON.stringify({ experiment: [file] }),
          maxDuration: `PT${Math.ceil((phases.baseline + longestFaultMs + phases.observe) / 60_000)}M`,
        },
      },
    },
    roleArn: '<arn of the role that FIS takes>',
  }
  return `${JSON.stringify(template, null, 2)}\n`
}
