import type { CommandOption } from '../framework/command.ts'

export const configOption: CommandOption = {
  flags: '--config <file>',
  about: 'the config to read',
  fallback: 'tokenwatch.config.ts',
}

export const regionOption: CommandOption = {
  flags: '--region <region>',
  about: 'the AWS Region, if your shell sets none or another one',
}

/** Options of every command that talks to a deployment. */
export const deploymentOptions: readonly CommandOption[] = [
  { flags: '--deployment <name>', about: 'the name of the deployment in its config (default: TOKENWATCH_DEPLOYMENT)' },
  regionOption,
]

export const portOption: CommandOption = {
  flags: '--port <number>',
  about: 'the port of the page (default: any free one)',
}

export const secretsOption: CommandOption = {
  flags: '--secrets <file>',
  about: 'a JSON file of secret names and values, read instead of Secrets Manager',
}

export const envFileOption: CommandOption = {
  flags: '--env-file <file>',
  about: 'a file of NAME=value lines to read variables from; a variable that is set already wins',
}

export const yesOption: CommandOption = { flags: '--yes', about: 'do it without asking; required in a pipeline' }

export const byOption: CommandOption = {
  flags: '--by <who>',
  about: 'your name for the record (default: the user of this machine; required in a pipeline)',
}

export const idsArgument = {
  syntax: '[ids...]',
  about: 'ids of checks, or keys such as production/billing (default: all checks)',
}

export const checkArgument = {
  syntax: '<check>',
  about: 'the id of a check, or its key such as production/billing',
}

/** Tells checks apart whose id stands in several environments. */
export const checkEnvironmentOption: CommandOption = {
  flags: '--environment <name>',
  about: 'the environment, if several have a check with this id',
}

export const selectionOptions: readonly CommandOption[] = [
  { flags: '--tag <tag>', about: 'only checks with this tag', many: true },
  { flags: '--used-by <service>', about: 'only checks that this service uses', many: true },
  { flags: '--environment <name>', about: 'only checks of this environment' },
]

/** Formats that `--report` takes. */
export const formats = ['terminal', 'json', 'junit', 'markdown', 'github'] as const

export const reportOption: CommandOption = {
  flags: '--report <format[=file]>',
  about: `${formats.join(', ')}: replaces the text on stdout, or goes to a file; github: added to the text and the step summary`,
  many: true,
}
