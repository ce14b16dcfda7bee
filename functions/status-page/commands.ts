import type { CheckView } from './check-view.ts'

/** Commands about one check, which run as they stand for somebody who may operate the deployment. */
export type CheckCommands = {
  readonly look: string
  readonly acknowledge: string
  readonly silence: string
  readonly rotations: string
  /** `null` where a person rotates it. */
  readonly rotate: string | null
}

/** Writes the commands. `options` points them at the deployment. */
export function commandsFor({ key, rotation }: Pick<CheckView, 'key' | 'rotation'>, options: string): CheckCommands {
  const run = (words: string) => `npx tokenwatch ${words}${options === '' ? '' : ` ${options}`}`
  return {
    look: run(`gate ${key} --evidence fresh`),
    acknowledge: run(`ack ${key}`),
    silence: run(`silence ${key} --for 4h --reason "..."`),
    rotations: run(`rotations ${key}`),
    rotate: rotation === null || rotation === 'manual' ? null : run(`rotate ${key}`),
  }
}
