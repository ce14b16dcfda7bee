import type { AckOptions } from '../ack.ts'
import type { ConsoleCommandOptions } from '../console.ts'
import type { Command } from '../framework/command.ts'
import type { ClearOptions } from '../incidents/clear.ts'
import type { IncidentsOptions } from '../incidents.ts'
import type { PageOptions } from '../page.ts'
import type { SilenceEndOptions } from '../silence/end.ts'
import type { SilenceOptions } from '../silence.ts'
import type { WouldHavePagedOptions } from '../would-have-paged.ts'
import {
  byOption,
  checkArgument,
  checkEnvironmentOption,
  deploymentOptions,
  portOption,
  yesOption,
} from './shared-options.ts'

export const consoleCommand: Command<ConsoleCommandOptions> = {
  name: 'console',
  about:
    'show a deployment as a page on this machine: what is bad, all checks, expiries, rotations; acknowledge, silence',
  example: 'tokenwatch console --deployment acme --port 8080',
  options: [
    portOption,
    {
      flags: '--bind <address>',
      about: 'listen on another address than 127.0.0.1; needs a token in TOKENWATCH_CONSOLE_TOKEN',
    },
    { flags: '--read-only', about: 'offer no action on the page' },
    byOption,
    { flags: '--for <duration>', about: 'stop after this time, for example 8h' },
    ...deploymentOptions,
  ],
  untilEnded: true,
  load: () => import('../console.ts'),
}

export const incidentsCommand: Command<IncidentsOptions> = {
  name: 'incidents',
  about: 'list open incidents, who was notified and who acknowledged; also outages, storms and silences',
  example: 'tokenwatch incidents --deployment acme --environment production',
  options: [
    { flags: '--environment <name>', about: 'only this environment' },
    { flags: '--all', about: 'also what has ended: incidents with who acknowledged them, outages, storms, silences' },
    { flags: '--since <duration>', about: 'with --all: how far to look back, at most 400d; by default 30d' },
    { flags: '--check <check>', about: 'only this check: its id, or its key such as production/billing' },
    ...deploymentOptions,
  ],
  load: () => import('../incidents.ts'),
}

export const incidentsClearCommand: Command<ClearOptions> = {
  name: 'incidents clear',
  about: 'clear the alert storm of a provider after you have looked into it; its rotations resume',
  example: 'tokenwatch incidents clear github --deployment acme --by sam',
  argument: { syntax: '<provider>', about: 'the provider, as named in the page and in "tokenwatch incidents"' },
  options: [byOption, ...deploymentOptions, yesOption],
  load: () => import('../incidents/clear.ts'),
}

export const ackCommand: Command<AckOptions> = {
  name: 'ack',
  about: 'acknowledge an incident: its reminders stop',
  example: 'tokenwatch ack production/billing --deployment acme --by sam',
  argument: checkArgument,
  options: [checkEnvironmentOption, byOption, ...deploymentOptions, yesOption],
  load: () => import('../ack.ts'),
}

export const silenceCommand: Command<SilenceOptions> = {
  name: 'silence',
  about: 'suppress notifications about a check, a provider, a tag or an environment for a while',
  example: 'tokenwatch silence --provider github --for 4h --reason "they move" --deployment acme --by sam',
  argument: { ...checkArgument, syntax: '[check]' },
  options: [
    { flags: '--provider <name>', about: 'all checks of this provider' },
    { flags: '--tag <tag>', about: 'all checks with this tag' },
    { flags: '--environment <name>', about: 'all checks of this environment' },
    { flags: '--for <duration>', about: 'the length of the silence, at most 30d' },
    { flags: '--reason <text>', about: 'why; shown to everybody who looks at the check' },
    byOption,
    ...deploymentOptions,
    yesOption,
  ],
  load: () => import('../silence.ts'),
}

export const silenceEndCommand: Command<SilenceEndOptions> = {
  name: 'silence end',
  about: 'end a silence early',
  example: 'tokenwatch silence end 5c1f09a7be42 --deployment acme',
  argument: { syntax: '<id>', about: 'the id that "tokenwatch incidents" shows' },
  options: [...deploymentOptions, yesOption],
  load: () => import('../silence/end.ts'),
}

export const wouldHavePagedCommand: Command<WouldHavePagedOptions> = {
  name: 'would-have-paged',
  about: "show whom the checks with paging: 'shadow' would have paged, by owner and hour",
  example: 'tokenwatch would-have-paged --since 14d --deployment acme',
  options: [
    { flags: '--since <duration>', about: 'how far to look back, at most 30d; by default 14d' },
    { flags: '--owner <name>', about: 'only this owner' },
    ...deploymentOptions,
  ],
  load: () => import('../would-have-paged.ts'),
}

export const pageCommand: Command<PageOptions> = {
  name: 'page',
  about: 'send a test page, and its resolution, through every step that a real page takes',
  example: 'tokenwatch page --test --deployment acme --environment production',
  options: [
    { flags: '--test', about: 'required: this command only sends test pages' },
    { flags: '--environment <name>', about: 'only to the people of this environment' },
    { flags: '--owner <name>', about: 'to the people of this owner instead' },
    ...deploymentOptions,
    yesOption,
  ],
  load: () => import('../page.ts'),
}
