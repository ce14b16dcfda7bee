import type { CheckKey, Rotation } from './check.ts'
import type { Place } from './place.ts'

/** Commands about one check, which run as they stand, in any folder, for somebody who may operate the deployment. */
export type CheckCommands = {
  readonly look: string
  readonly acknowledge: string
  readonly silence: string
  readonly rotations: string
  /** `null` where a person rotates it. */
  readonly rotate: string | null
}

/** Writes the options that point a command at a deployment without its config. */
export const optionsFor = ({ deployment, region }: Pick<Place, 'deployment' | 'region'>): string =>
  `--deployment ${shellWord(deployment)} --region ${shellWord(region)}`

/** Writes a command with each of its words. `options` points it at the deployment. */
export function commandLine(words: readonly string[], options: string): string {
  const typed = ['npx tokenwatch', ...words.map(shellWord)].join(' ')
  return options === '' ? typed : `${typed} ${options}`
}

/** Writes the commands of a check. */
export function commandsFor(
  { key, rotation }: { readonly key: CheckKey; readonly rotation: Rotation['by'] | null },
  options: string,
): CheckCommands {
  const run = (...words: readonly string[]) => commandLine(words, options)
  return {
    look: run('gate', key, '--evidence', 'fresh'),
    acknowledge: run('ack', key),
    silence: run('silence', key, '--for', '4h', '--reason', '...'),
    rotations: run('rotations', key),
    rotate: rotation === null || rotation === 'manual' ? null : run('rotate', key),
  }
}

/** Returns a word as a shell reads it: quoted, unless no character of it means anything there. */
function shellWord(word: string): string {
  return /^[\w@%+=:,/-][\w@%+=:,./-]*$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`
}
