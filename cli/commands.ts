import { chaosCommands } from './chaos.ts'
import type { CheckOptions } from './check.ts'
import type { DoctorOptions } from './doctor.ts'
import type { AnyCommand, Command } from './framework/command.ts'
import {
  configOption,
  deploymentOptions,
  idsArgument,
  reportOption,
  secretsOption,
  selectionOptions,
  yesOption,
} from './framework/shared-options.ts'
import type { GateOptions } from './gate.ts'
import type { InitOptions } from './init.ts'
import { operatorCommands } from './operators.ts'
import type { StartOptions } from './start.ts'
import type { StatusOptions } from './status.ts'
import type { ValidateOptions } from './validate.ts'

const check: Command<CheckOptions> = {
  name: 'check',
  about: 'probe credentials from this machine, now: is each of them good?',
  example: 'tokenwatch check billing --environment production --explain',
  argument: idsArgument,
  options: [
    ...selectionOptions,
    configOption,
    secretsOption,
    { flags: '--region <region>', about: 'the AWS Region of Secrets Manager, where the shell has another or none' },
    { flags: '--explain', about: 'show what each verdict rests on, without any value' },
    reportOption,
  ],
  load: () => import('./check.ts'),
}

const gate: Command<GateOptions> = {
  name: 'gate',
  about: 'may a deployment rely on its credentials? 0 yes, 1 no, 2 nobody can tell, 3 usage',
  example: 'tokenwatch gate --deployment acme --used-by billing --environment production --min-ttl 7d',
  argument: idsArgument,
  options: [
    ...selectionOptions,
    ...deploymentOptions,
    {
      flags: '--evidence <kind>',
      about: 'either: what was recorded lately, else a probe now; recorded; fresh',
      choices: ['either', 'fresh', 'recorded'],
    },
    {
      flags: '--max-age <duration>',
      about: 'older records do not count (default: two intervals of the check and a minute)',
    },
    { flags: '--min-ttl <duration>', about: 'refuse what expires sooner' },
    { flags: '--require-expiry', about: 'nobody can tell where no end is known' },
    { flags: '--override <reason>', about: 'pass all the same; the reason is kept and told' },
    { flags: '--local', about: 'probe from here, with the config and the secrets that are here' },
    { flags: '--config <file>', about: 'with --local: the config to read (default: tokenwatch.config.ts)' },
    secretsOption,
    reportOption,
  ],
  load: () => import('./gate.ts'),
}

const status: Command<StatusOptions> = {
  name: 'status',
  about: 'what the monitor remembers of each check, and whether it lives',
  example: 'tokenwatch status --deployment acme --environment production',
  argument: idsArgument,
  options: [...selectionOptions, ...deploymentOptions],
  load: () => import('./status.ts'),
}

const cost: Command<{ readonly config: string }> = {
  name: 'cost',
  about: 'what a deployment of this config costs in a month, by the list',
  example: 'tokenwatch cost --config tokenwatch.config.ts',
  options: [configOption],
  load: () => import('./cost.ts'),
}

const init: Command<InitOptions> = {
  name: 'init',
  about: 'write a config from your answers, or from the secrets of your account',
  example: 'tokenwatch init --from-secrets --prefix production/ --yes',
  options: [
    configOption,
    { flags: '--from-secrets', about: 'from the secrets in Secrets Manager: their names and tags, and no value' },
    { flags: '--prefix <name>', about: 'only secrets whose names begin so' },
    {
      flags: '--shapes',
      about: 'look into the values for their shape (a JWT, names of fields); nothing of them is kept',
    },
    { flags: '--name <name>', about: 'the name of the deployment (default: acme)' },
    { flags: '--environment <name>', about: 'of secrets whose name says none (default: production)' },
    { flags: '--mail <address>', about: 'the mailbox that is woken' },
    { flags: '--region <region>', about: 'the AWS Region, where the shell has another or none' },
    yesOption,
  ],
  load: () => import('./init.ts'),
}

const doctor: Command<DoctorOptions> = {
  name: 'doctor',
  about: 'look at all that has to be well: config, hosts, credentials, permissions, clock, heartbeat, subscriptions',
  example: 'tokenwatch doctor --deployment acme',
  options: [configOption, ...deploymentOptions],
  load: () => import('./doctor.ts'),
}

const completion: Command<{ readonly shell: 'bash' | 'zsh' | 'fish' }> = {
  name: 'completion',
  about: 'print what a shell reads to complete commands and flags',
  example: 'tokenwatch completion bash >> ~/.bashrc',
  argument: { syntax: '<shell>', about: 'bash, zsh or fish', choices: ['bash', 'zsh', 'fish'] },
  options: [],
  load: async () => {
    const { run } = await import('./completion.ts')
    return { run: (given) => run(given, commands) }
  },
}

const start: Command<StartOptions> = {
  name: 'start',
  about: 'run the main job on this machine: six stories on an embedded lab, or the checks of a config',
  example: 'tokenwatch start --config examples/first-check.config.ts --for 60s',
  options: [
    { flags: '--config <file>', about: 'the checks to run instead of the stories' },
    secretsOption,
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
export const commands: readonly AnyCommand[] = [
  check,
  gate,
  status,
  init,
  doctor,
  validate,
  cost,
  start,
  completion,
  ...operatorCommands,
  ...chaosCommands,
]
