#!/usr/bin/env node
import { Command, CommanderError } from 'commander'

/** Exit codes are the product's own: 3 is usage or configuration, whoever notices it. */
const usageError = 3

const program = new Command('tokenwatch')
  .description('Uptime checks for credentials')
  .exitOverride()
  .showSuggestionAfterError()

program
  .command('start')
  .description('run the main job on this machine: six stories on an embedded lab, or the checks of a config')
  .option('--config <file>', 'the checks to run instead of the stories')
  .option('--secrets <file>', 'a JSON file of secret names and values, in place of Secrets Manager')
  .option('--aws', 'read the secrets from the real Secrets Manager of your AWS account; nothing is written there')
  .option('--for <duration>', 'end by itself, for example after 60s')
  .action(run(() => import('./start.ts')))

command('validate', 'check the config and tell all of its problems')
  .option('--expand', 'print what it means, with every default filled in, as JSON')
  .action(run(() => import('./validate.ts')))

/** Every command reads a config. */
function command(name: string, description: string): Command {
  return program
    .command(name)
    .description(description)
    .option('--config <file>', 'the config to read', 'tokenwatch.config.ts')
}

/** A command's module is loaded when the command is given, so that none of them waits for what another needs. */
function run<Options>(load: () => Promise<{ run: (options: Options) => Promise<number> }>) {
  return async (options: Options): Promise<void> => {
    const { run } = await load()
    process.exitCode = await run(options)
  }
}

try {
  await program.parseAsync()
} catch (error) {
  if (!(error instanceof CommanderError)) throw error
  process.exitCode = error.exitCode === 0 ? 0 : usageError
}
