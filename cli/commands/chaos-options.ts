import type { CommandOption } from '../framework/command.ts'

/** Arguments and options that several commands of chaos share. */
export const experimentArgument = { syntax: '<file>', about: 'an experiment in YAML or JSON' } as const
export const experimentsArgument = { syntax: '<files...>', about: 'experiments in YAML or JSON' } as const
export const folderOption: CommandOption = {
  flags: '--folder <folder>',
  about: 'where runs store their journals and their pending restores',
  fallback: '.tokenwatch/chaos',
}
export const allowOption: CommandOption = {
  flags: '--allow <file>',
  about: 'a JSON file that lists the environments and accounts to allow; without it, only the lab is allowed',
  fallback: 'chaos.allow.json',
}
export const productionOption: CommandOption = {
  flags: '--i-understand-production',
  about: 'one of the three confirmations that production requires',
}
