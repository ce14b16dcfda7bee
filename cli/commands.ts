import { chaosCommands } from './chaos.ts'
import { type AnyCommand, type Command, configOption } from './frame/command.ts'
import type { StartOptions } from './start.ts'
import type { ValidateOptions } from './validate.ts'

const start: Command<StartOptions> = {
  name: 'start',
  about: 'run the main job on this machine: six stories on an embedded lab, or the checks of a config',
  example: 'tokenwatch start --config examples/first-check.config.ts --for 60s',
  options: [
    { flags: '--config <file>', about: 'the checks to run instead of the stories' },
    { flags: '--secrets <file>', about: 'a JSON file of secret names and values, in place of Secrets Manager' },
    {
      flags: '--aws',
      about: 'read the secrets from the real Secrets Manager of your AWS account; nothing is written there',
    },
    { flags: '--for <duration>', about: 'end by itself, for example after 60s' },
  ],
  untilEnded: true,
  load: () => import('./start.ts'),
}

const validate: Command<ValidateOptions> = {
  name: 'validate',
  about: 'check the config and tell all of its problems',
  example: 'tokenwatch validate --config tokenwatch.config.ts',
  options: [configOption, { flags: '--expand', about: 'print what it means, with every default filled in, as JSON' }],
  load: () => import('./validate.ts'),
}

/** Every command, in the order in which help tells of them. A new one is a file and an entry here. */
export const commands: readonly AnyCommand[] = [validate, start, ...chaosCommands]
