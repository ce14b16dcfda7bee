import { GetParameterCommand } from '@aws-sdk/client-ssm'
import { type DirectoryEntry, parameterNameOf, parseDirectory } from '../../functions/core/state/directory.ts'
import type { Proof } from './account.ts'

/** Reads the directory of a proof: its topics and functions. */
export async function proofDirectory({ ssm, name }: Pick<Proof, 'ssm' | 'name'>): Promise<DirectoryEntry> {
  const { Parameter } = await ssm.send(new GetParameterCommand({ Name: parameterNameOf(name) }))
  const entry = parseDirectory(Parameter?.Value ?? '')
  if (entry === null) throw new Error('the directory of the deployment cannot be read')
  return entry
}

/** Answer to a question about something that has to arrive. */
export function answered(ms: number | null): string {
  return ms === null ? 'no, not in time' : `yes, after ${ms} ms`
}
