import type { CheckOptions } from '../check.ts'
import type { Command } from '../framework/command.ts'
import type { GateOptions } from '../gate.ts'
import type { InventoryOptions } from '../inventory.ts'
import type { StatusOptions } from '../status.ts'
import {
  configOption,
  deploymentOptions,
  envFileOption,
  idsArgument,
  regionOption,
  reportOption,
  secretsOption,
  selectionOptions,
} from './shared-options.ts'

export const checkCommand: Command<CheckOptions> = {
  name: 'check',
  about: 'probe credentials from this machine now, and show the verdict of each',
  example: 'tokenwatch check billing --environment production --explain',
  argument: idsArgument,
  options: [
    ...selectionOptions,
    configOption,
    secretsOption,
    envFileOption,
    regionOption,
    { flags: '--explain', about: 'show the evidence behind each verdict; secret values are never shown' },
    { flags: '--no-controls', about: 'send no request without a credential and none with a broken one' },
    reportOption,
  ],
  annotates: true,
  load: () => import('../check.ts'),
}

export const gateCommand: Command<GateOptions> = {
  name: 'gate',
  about: 'decide if a deployment may rely on its credentials: exit code 0 yes, 1 no, 2 cannot tell, 3 usage error',
  example: 'tokenwatch gate --deployment acme --used-by billing --environment production --min-ttl 7d',
  argument: idsArgument,
  options: [
    ...selectionOptions,
    ...deploymentOptions,
    {
      flags: '--evidence <kind>',
      about: 'either: a recent record, or else a new probe; recorded: only a record; fresh: only a new probe',
      choices: ['either', 'fresh', 'recorded'],
    },
    {
      flags: '--max-age <duration>',
      about: 'ignore records that are older (default: two intervals of the check plus one minute, two hours at most)',
    },
    { flags: '--min-ttl <duration>', about: 'refuse a credential that expires sooner' },
    { flags: '--require-expiry', about: 'answer "cannot tell" for a credential without a known expiry' },
    { flags: '--override <reason>', about: 'let the deployment through anyway; the reason is recorded and notified' },
    { flags: '--local', about: 'probe from this machine, with the config and the secrets of this machine' },
    { flags: '--config <file>', about: 'with --local: the config to read (default: tokenwatch.config.ts)' },
    secretsOption,
    envFileOption,
    reportOption,
  ],
  annotates: true,
  load: () => import('../gate.ts'),
}

export const statusCommand: Command<StatusOptions> = {
  name: 'status',
  about: 'show the recorded verdict of each check, and if the monitor is alive',
  example: 'tokenwatch status --deployment acme --environment production',
  argument: idsArgument,
  options: [
    ...selectionOptions,
    { flags: '--html <file>', about: 'also write the whole deployment as one page that needs nothing else' },
    { flags: '--redacted', about: 'leave people, identities and words of providers out of that page' },
    { flags: '--feed <file>', about: 'also write the whole deployment as JSON, as the console serves it' },
    { flags: '--metrics <file>', about: 'also write it as text for Prometheus' },
    ...deploymentOptions,
  ],
  load: () => import('../status.ts'),
}

export const inventoryCommand: Command<InventoryOptions> = {
  name: 'inventory',
  about: 'list every credential with owner, scopes, age, expiry and consumers, risks by OWASP, and rotations',
  example: 'tokenwatch inventory --deployment acme --html inventory.html --csv inventory',
  options: [
    { flags: '--environment <name>', about: 'only this environment' },
    { flags: '--since <duration>', about: 'the period of the rotations; by default 90d' },
    { flags: '--html <file>', about: 'also write it as one page that needs nothing else' },
    { flags: '--csv <folder>', about: 'also write credentials.csv, risks.csv and rotations.csv' },
    ...deploymentOptions,
  ],
  load: () => import('../inventory.ts'),
}
