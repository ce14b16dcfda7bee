import type { CommandOption } from './command.ts'

/** Flags that several commands share; without any module behind them, so that help loads none. */

export const configOption: CommandOption = {
  flags: '--config <file>',
  about: 'the config to read',
  fallback: 'tokenwatch.config.ts',
}

/** Of every command that talks to a deployment. */
export const deploymentOptions: readonly CommandOption[] = [
  { flags: '--deployment <name>', about: 'the deployment: the name in its config (default: TOKENWATCH_DEPLOYMENT)' },
  { flags: '--region <region>', about: 'the AWS Region, where the shell has another or none' },
]

export const secretsOption: CommandOption = {
  flags: '--secrets <file>',
  about: 'a JSON file of secret names and values, in place of Secrets Manager',
}

export const yesOption: CommandOption = { flags: '--yes', about: 'do it without asking; a pipeline has to say so' }

export const idsArgument = {
  syntax: '[ids...]',
  about: 'ids of checks, or keys such as production/billing; all where none is named',
}

export const selectionOptions: readonly CommandOption[] = [
  { flags: '--tag <tag>', about: 'checks with this tag', many: true },
  { flags: '--used-by <service>', about: 'checks that this service uses', many: true },
  { flags: '--environment <name>', about: 'checks of this environment' },
]

/** What `--report` takes. */
export const formats = ['terminal', 'json', 'junit', 'markdown', 'github'] as const

export const reportOption: CommandOption = {
  flags: '--report <format[=file]>',
  about: `${formats.join(', ')}: to a file, or in place of the text (github: beside it, with the step summary)`,
  many: true,
}
