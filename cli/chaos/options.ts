import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { CommandFailure } from '../framework/failure.ts'

/** Options of a command that reads an experiment. */
export type ExperimentOptions = { readonly file: string }

/** Options of a run. */
export type RunOptions = ExperimentOptions & {
  readonly allow: string
  readonly iUnderstandProduction?: boolean
  readonly folder: string
  readonly repeat?: string
  readonly monitored?: boolean
  readonly report?: string
  readonly dryRun?: boolean
  readonly page?: string
}

const names = z.array(z.string()).default([])

const allowShape = z.strictObject({
  environments: z.array(z.string()),
  accounts: names,
  production: names,
  notProduction: names,
})

/** Reads an experiment. Fails with all of its problems. Loads the chaos room lazily. */
export async function readExperiment(file: string) {
  const { parseExperiment } = await import('../../chaos/experiment/parse.ts')
  const source = await readFile(file, 'utf8').catch(() => {
    throw new CommandFailure('config', `${file}: no such file`)
  })
  const parsed = parseExperiment(source)
  if (!parsed.ok) throw refusedCommand(parsed.refusals.map((refusal) => `${file}: ${refusal}`))
  return parsed.experiment
}

/** Reads the allow list. Without a file, only the lab is allowed. Fails for a file that cannot be parsed. */
export async function readAllowList(file: string) {
  const { labOnly } = await import('../../chaos/safety/permission.ts')
  const text = await readFile(file, 'utf8').catch(() => null)
  if (text === null) return labOnly
  try {
    return allowShape.parse(JSON.parse(text))
  } catch {
    throw refusedCommand([`${file}: expected {"environments": [...], "accounts": [...]}`])
  }
}

/** Returns the failure of a run that was refused before anything was touched: exit code 3, verdict `refused`. */
export function refusedCommand(reasons: readonly string[]): CommandFailure {
  return new CommandFailure('config', ['refused: nothing was touched', ...reasons], { verdict: 'refused', reasons })
}

/** Reads an experiment. Fails if it is not allowed in its environment. */
export async function readAllowed({
  file,
  allow,
  iUnderstandProduction = false,
}: Pick<RunOptions, 'file' | 'allow' | 'iUnderstandProduction'>) {
  const { refusalsOf } = await import('../../chaos/safety/permission.ts')
  const experiment = await readExperiment(file)
  const refusals = refusalsOf(experiment, await readAllowList(allow), { understandsProduction: iUnderstandProduction })
  if (refusals.length > 0) throw refusedCommand(refusals.map((refusal) => `${file}: ${refusal}`))
  return experiment
}
