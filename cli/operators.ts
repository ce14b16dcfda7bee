import type { AckOptions } from './ack.ts'
import type { AnyCommand, Command, CommandOption } from './framework/command.ts'
import { deploymentOptions, yesOption } from './framework/shared-options.ts'
import type { ClearOptions } from './incidents/clear.ts'
import type { IncidentsOptions } from './incidents.ts'
import type { PageOptions } from './page.ts'
import type { RotateOptions } from './rotate.ts'
import type { RotationsOptions } from './rotations.ts'
import type { SilenceEndOptions } from './silence/end.ts'
import type { SilenceOptions } from './silence.ts'

const by: CommandOption = {
  flags: '--by <who>',
  about: 'who does it (default: the user of this machine; a pipeline has to say)',
}

const checkArgument = { syntax: '<check>', about: 'the id of a check, or its key such as production/billing' }
const ofAnId: CommandOption = { flags: '--environment <name>', about: 'of an id that several have' }

const providers: Command<{ readonly name?: string }> = {
  name: 'providers',
  about: 'the catalogue; of one provider: what is asked, judged, read and known',
  example: 'tokenwatch providers github',
  argument: { syntax: '[name]', about: 'as a config imports it, such as githubFineGrained, or github-fine-grained' },
  options: [],
  load: () => import('./providers.ts'),
}

const incidents: Command<IncidentsOptions> = {
  name: 'incidents',
  about: 'what is wrong now, whom it woke and who has taken it over; outages, floods, silences',
  example: 'tokenwatch incidents --deployment acme --environment production',
  options: [
    { flags: '--environment <name>', about: 'of this environment' },
    { flags: '--all', about: 'also outages, floods and silences that are over and still remembered' },
    ...deploymentOptions,
  ],
  load: () => import('./incidents.ts'),
}

const clear: Command<ClearOptions> = {
  name: 'incidents clear',
  about: 'you have looked at the flood of a provider: its rotations may go on',
  example: 'tokenwatch incidents clear github --deployment acme --by sam',
  argument: { syntax: '<provider>', about: 'as the page and "tokenwatch incidents" name it' },
  options: [by, ...deploymentOptions, yesOption],
  load: () => import('./incidents/clear.ts'),
}

const ack: Command<AckOptions> = {
  name: 'ack',
  about: 'take an incident over: nobody is reminded of it any more',
  example: 'tokenwatch ack production/billing --deployment acme --by sam',
  argument: checkArgument,
  options: [ofAnId, by, ...deploymentOptions, yesOption],
  load: () => import('./ack.ts'),
}

const silence: Command<SilenceOptions> = {
  name: 'silence',
  about: 'keep quiet about a check, a provider, a tag or an environment for a while',
  example: 'tokenwatch silence --provider github --for 4h --reason "they move" --deployment acme --by sam',
  argument: { syntax: '[check]', about: 'the id of a check, or its key such as production/billing' },
  options: [
    { flags: '--provider <name>', about: 'all checks of this provider' },
    { flags: '--tag <tag>', about: 'all checks with this tag' },
    { flags: '--environment <name>', about: 'all checks of this environment' },
    { flags: '--for <duration>', about: 'how long, 30d at most' },
    { flags: '--reason <text>', about: 'why, for everybody who wonders' },
    by,
    ...deploymentOptions,
    yesOption,
  ],
  load: () => import('./silence.ts'),
}

const silenceEnd: Command<SilenceEndOptions> = {
  name: 'silence end',
  about: 'end a silence before its time',
  example: 'tokenwatch silence end 5c1f09a7be42 --deployment acme',
  argument: { syntax: '<id>', about: 'as "tokenwatch incidents" shows it' },
  options: [...deploymentOptions, yesOption],
  load: () => import('./silence/end.ts'),
}

const page: Command<PageOptions> = {
  name: 'page',
  about: 'send a test page the whole way that pages take, and its end',
  example: 'tokenwatch page --test --deployment acme --environment production',
  options: [
    { flags: '--test', about: 'what there is to send' },
    { flags: '--environment <name>', about: 'to the people of this environment alone' },
    ...deploymentOptions,
    yesOption,
  ],
  load: () => import('./page.ts'),
}

const rotate: Command<RotateOptions> = {
  name: 'rotate',
  about: 'renew a credential now, and see each phase of it',
  example: 'tokenwatch rotate production/billing --deployment acme --dry-run',
  argument: checkArgument,
  options: [
    ofAnId,
    { flags: '--dry-run', about: 'say what would be done, try all that spends nothing, and change nothing' },
    { flags: '--approve', about: 'allow it, where the config says approve: true' },
    { flags: '--wait <duration>', about: 'how long to watch it (default: 10m)' },
    by,
    ...deploymentOptions,
    yesOption,
  ],
  load: () => import('./rotate.ts'),
}

const rotations: Command<RotationsOptions> = {
  name: 'rotations',
  about: 'the audit of rotations: every phase, who, when, which versions, what came of it',
  example: 'tokenwatch rotations production/billing --deployment acme',
  argument: checkArgument,
  options: [
    ofAnId,
    { flags: '--last <count>', about: 'how many, newest first (default: 10)' },
    { flags: '--release', about: 'say that every consumer has moved on: the old key is revoked' },
    by,
    ...deploymentOptions,
    yesOption,
  ],
  load: () => import('./rotations.ts'),
}

/** What people do while something is wrong, or before. */
export const operatorCommands: readonly AnyCommand[] = [
  incidents,
  clear,
  ack,
  silence,
  silenceEnd,
  page,
  rotate,
  rotations,
  providers,
]
