import type { CompletionOptions } from '../completion.ts'
import type { DoctorOptions } from '../doctor.ts'
import type { AnyCommand, Command } from '../framework/command.ts'
import type { InitOptions } from '../init.ts'
import type { StartOptions } from '../start.ts'
import type { ValidateOptions } from '../validate.ts'
import {
  configOption,
  deploymentOptions,
  envFileOption,
  portOption,
  regionOption,
  secretsOption,
  yesOption,
} from './shared-options.ts'

export const initCommand: Command<InitOptions> = {
  name: 'init',
  about: 'write a config from your answers, or from the secrets in your AWS account',
  example: 'tokenwatch init --from-secrets --prefix production/ --yes',
  options: [
    configOption,
    {
      flags: '--from-secrets',
      about: 'use the names and tags of the secrets in Secrets Manager; values are not read',
    },
    { flags: '--prefix <name>', about: 'only secrets whose names begin with this' },
    {
      flags: '--shapes',
      about: 'also read the values to learn their shape (a JWT, names of fields); no value is stored',
    },
    { flags: '--name <name>', about: 'the name of the deployment (default: acme)' },
    {
      flags: '--environment <name>',
      about: 'the environment of secrets whose names do not contain one (default: production)',
    },
    { flags: '--mail <address>', about: 'the email address that receives pages' },
    regionOption,
    yesOption,
  ],
  load: () => import('../init.ts'),
}

export const doctorCommand: Command<DoctorOptions> = {
  name: 'doctor',
  about: 'check the whole setup: config, hosts, credentials, permissions, clock, heartbeat, subscriptions',
  example: 'tokenwatch doctor --deployment acme',
  options: [configOption, ...deploymentOptions],
  load: () => import('../doctor.ts'),
}

export const validateCommand: Command<ValidateOptions> = {
  name: 'validate',
  about: 'check the config and list all of its problems',
  example: 'tokenwatch validate --config tokenwatch.config.ts',
  options: [configOption, { flags: '--expand', about: 'print the config as JSON, with every default filled in' }],
  load: () => import('../validate.ts'),
}

export const costCommand: Command<{ readonly config: string }> = {
  name: 'cost',
  about: 'estimate what a deployment of this config costs in a month, at list prices',
  example: 'tokenwatch cost --config tokenwatch.config.ts',
  options: [configOption],
  load: () => import('../cost.ts'),
}

export const startCommand: Command<StartOptions> = {
  name: 'start',
  about: 'run Tokenwatch on this machine: six stories in an embedded lab, or the checks of a config',
  example: 'tokenwatch start --config tokenwatch.config.ts --for 60s',
  options: [
    {
      flags: '--config <file>',
      about: 'the config whose checks run (default: tokenwatch.config.ts, if it lies here; else the stories)',
    },
    { flags: '--stories', about: 'run the stories, whatever lies here' },
    secretsOption,
    envFileOption,
    {
      flags: '--aws',
      about: 'read the secrets from Secrets Manager in your AWS account; nothing is written there',
    },
    portOption,
    { flags: '--for <duration>', about: 'stop after this time, for example 60s' },
  ],
  untilEnded: true,
  load: () => import('../start.ts'),
}

/** The script is made from all commands, which are read when it runs: this one is among them. */
export const completionOf = (commands: () => readonly AnyCommand[]): Command<CompletionOptions> => ({
  name: 'completion',
  about: 'print a script that completes commands and flags in your shell',
  example: 'tokenwatch completion bash >> ~/.bashrc',
  argument: { syntax: '<shell>', about: 'bash, zsh or fish', choices: ['bash', 'zsh', 'fish'] },
  options: [],
  load: async () => {
    const { run } = await import('../completion.ts')
    return { run: (given) => run(given, commands()) }
  },
})

export const providersCommand: Command<{ readonly name?: string }> = {
  name: 'providers',
  about: 'list the providers of the catalogue, or show how Tokenwatch checks one of them',
  example: 'tokenwatch providers github',
  argument: { syntax: '[name]', about: 'the name in a config, such as githubFineGrained, or github-fine-grained' },
  options: [],
  load: () => import('../providers.ts'),
}
