import type { ExportOptions } from '../chaos/export.ts'
import type { ChaosInitOptions } from '../chaos/init.ts'
import type { ListOptions } from '../chaos/list.ts'
import type { ExperimentOptions, RunOptions } from '../chaos/options.ts'
import type { ReportOptions } from '../chaos/report.ts'
import type { ResetOptions } from '../chaos/reset.ts'
import type { RunManyOptions } from '../chaos/run.ts'
import type { ScheduleOptions } from '../chaos/schedule.ts'
import type { ServeOptions } from '../chaos/serve.ts'
import type { Command, CommandOption } from '../framework/command.ts'
import { yesOption } from './shared-options.ts'

const experiment = { syntax: '<file>', about: 'an experiment in YAML or JSON' } as const
const experiments = { syntax: '<files...>', about: 'experiments in YAML or JSON' } as const
const journals = { syntax: '[files...]', about: 'journals (default: all in the folder)' } as const
const folder: CommandOption = {
  flags: '--folder <folder>',
  about: 'where runs store their journals and their pending restores',
  fallback: '.tokenwatch/chaos',
}
const allow: CommandOption = {
  flags: '--allow <file>',
  about: 'a JSON file that lists the environments and accounts to allow; without it, only the lab is allowed',
  fallback: 'chaos.allow.json',
}
const production: CommandOption = {
  flags: '--i-understand-production',
  about: 'one of the three confirmations that production requires',
}

export const chaosList: Command<ListOptions> = {
  name: 'chaos list',
  about: 'list every fault, its variants, where it can be injected, and what the monitor says about it',
  example: 'tokenwatch chaos list',
  options: [],
  load: () => import('../chaos/list.ts'),
}

export const chaosInit: Command<ChaosInitOptions> = {
  name: 'chaos init',
  about: 'write a first experiment against a running service; asks for what no flag says',
  example:
    'tokenwatch chaos init --name orders --url http://127.0.0.1:4100/orders --control http://127.0.0.1:4101/orders --yes',
  options: [
    { flags: '--name <name>', about: 'the name of the service' },
    { flags: '--url <url>', about: 'the URL that users call, of an instance behind the injection points' },
    { flags: '--control <url>', about: 'the URL of an instance without injection points' },
    { flags: '--log <file>', about: "the service's log, to be searched for secrets and causes" },
    { flags: '--fault <id>', about: 'the fault to inject', fallback: 'token.missing' },
    { flags: '--out <file>', about: 'the file to write (default: chaos/<name>.yaml)' },
    yesOption,
  ],
  load: () => import('../chaos/init.ts'),
}

export const chaosPoints: Command<{ readonly folders?: readonly string[] }> = {
  name: 'chaos points',
  about: 'find where a service makes, refreshes and checks tokens, and which injection point covers each place',
  example: 'tokenwatch chaos points examples/clients',
  argument: { syntax: '[folders...]', about: 'folders that hold the source of the service' },
  options: [],
  load: () => import('../chaos/points.ts'),
}

export const chaosValidate: Command<ExperimentOptions> = {
  name: 'chaos validate',
  about: 'check an experiment and list all of its problems',
  example: 'tokenwatch chaos validate examples/chaos/f01-token-missing.yaml',
  argument: experiment,
  options: [],
  load: () => import('../chaos/validate.ts'),
}

export const chaosPlan: Command<RunOptions> = {
  name: 'chaos plan',
  about: 'show what a run would do and if it is allowed; nothing is touched',
  example: 'tokenwatch chaos plan examples/chaos/f01-token-missing.yaml',
  argument: experiment,
  options: [allow, production],
  load: () => import('../chaos/plan.ts'),
}

export const chaosRun: Command<RunManyOptions> = {
  name: 'chaos run',
  about: 'run experiments one after the other; the exit code is the worst of their verdicts',
  example: 'tokenwatch chaos run examples/chaos/f01-token-missing.yaml',
  argument: experiments,
  options: [
    allow,
    production,
    folder,
    { flags: '--dry-run', about: 'find the target and check its steady state; nothing changes' },
    { flags: '--repeat <times>', about: 'run it this many times, and show the trend' },
    { flags: '--page <port>', about: 'show the figures of the run on a page on loopback while it goes on' },
    { flags: '--monitored', about: 'run a whole monitor beside the lab, up to the page' },
    {
      flags: '--report <file>',
      about: 'also write a report; the ending chooses the format: .html, .md, .xml (JUnit) or .json',
    },
  ],
  untilEnded: true,
  load: () => import('../chaos/run.ts'),
}

export const chaosSchedule: Command<ScheduleOptions> = {
  name: 'chaos schedule',
  about: 'write a workflow that runs experiments every night; its exit code is the worst of their verdicts',
  example: 'tokenwatch chaos schedule chaos/orders.yaml --ci github --out .github/workflows/chaos.yml',
  argument: experiments,
  options: [
    {
      flags: '--ci <system>',
      about: 'the system that runs the workflow',
      choices: ['github', 'gitlab'],
      fallback: 'github',
    },
    { flags: '--at <time>', about: 'the time of the day in UTC, such as 03:17', fallback: '03:17' },
    { flags: '--out <file>', about: 'the file to write (default: print it)' },
  ],
  load: () => import('../chaos/schedule.ts'),
}

export const chaosServe: Command<ServeOptions> = {
  name: 'chaos serve',
  about: 'serve the injection points in front of a service; its traffic goes on if the runner dies',
  example: 'tokenwatch chaos serve --api https://api.example --listen 8080',
  options: [
    { flags: '--api <origin>', about: 'the API behind the proxy' },
    { flags: '--listen <port>', about: 'the port of the proxy (default: any free port)' },
    { flags: '--idp <origin>', about: 'the authorization server; adds a proxy in front of its token endpoint' },
    {
      flags: '--validation <origin>',
      about: 'the server that an API asks about tokens; adds a proxy in front of introspection and key set',
    },
    { flags: '--secrets', about: 'also proxy Secrets Manager, with the AWS credentials of this shell' },
    { flags: '--control <port>', about: 'the port for commands of the runner (default: any free port)' },
    {
      flags: '--silence <duration>',
      about: 'end a fault if its runner has not been heard for this long',
      fallback: '30s',
    },
    {
      flags: '--issuer <file>',
      about: 'an authorization server of its own, which faults can change; the file names its client and scopes',
    },
    { flags: '--issuer-port <port>', about: 'the port of that authorization server (default: any free port)' },
    { flags: '--idp-port <port>', about: "the port of the authorization server's proxy (default: any free port)" },
    { flags: '--validation-port <port>', about: 'the port of the proxy for introspection and key set (default: any)' },
    { flags: '--secrets-port <port>', about: 'the port of the proxy for Secrets Manager (default: any free port)' },
    folder,
    {
      flags: '--environment <name>',
      about: 'the environment that is served; it must be on the allow-list, and experiments must name it',
      fallback: 'lab',
    },
    allow,
    production,
    { flags: '--tls-key <file>', about: 'a PEM key; the proxies then speak TLS' },
    { flags: '--tls-cert <file>', about: 'the PEM certificate for the key' },
  ],
  untilEnded: true,
  load: () => import('../chaos/serve.ts'),
}

export const chaosAbort: Command<{ readonly folder: string }> = {
  name: 'chaos abort',
  about: 'turn the kill switch on: runs stop and undo their changes, and no new run begins',
  example: 'tokenwatch chaos abort',
  options: [folder],
  load: () => import('../chaos/abort.ts'),
}

export const chaosReset: Command<ResetOptions> = {
  name: 'chaos reset',
  about: 'undo the changes of a run that died, and turn the kill switch off',
  example: 'tokenwatch chaos reset --yes',
  options: [folder, allow, yesOption],
  load: () => import('../chaos/reset.ts'),
}

export const chaosReport: Command<ReportOptions> = {
  name: 'chaos report',
  about: 'show the trend of runs, or write journals as HTML, Markdown, JUnit or JSON',
  example: 'tokenwatch chaos report --format markdown',
  argument: journals,
  options: [
    folder,
    {
      flags: '--format <format>',
      about: 'the format of the report',
      choices: ['trend', 'html', 'markdown', 'junit', 'json'],
      fallback: 'trend',
    },
    { flags: '--out <file>', about: 'the file to write (default: stdout)' },
  ],
  load: () => import('../chaos/report.ts'),
}

export const chaosExport: Command<ExportOptions> = {
  name: 'chaos export',
  about: 'write a ready experiment for a fault, or translate one for Chaos Toolkit or AWS FIS',
  example: 'tokenwatch chaos export token.missing',
  argument: { syntax: '<subject>', about: 'the name of a fault, or the file of an experiment' },
  options: [
    {
      flags: '--to <format>',
      about: 'the format to write',
      choices: ['yaml', 'chaostoolkit', 'fis'],
      fallback: 'yaml',
    },
    { flags: '--out <file>', about: 'the file to write (default: stdout)' },
  ],
  load: () => import('../chaos/export.ts'),
}

export const chaosLayer: Command<{ readonly out: string }> = {
  name: 'chaos layer',
  about: 'build the Lambda layer that injects faults into Node functions',
  example: 'tokenwatch chaos layer --out dist/chaos-layer',
  options: [{ flags: '--out <folder>', about: 'the folder to write', fallback: 'dist/chaos-layer' }],
  load: () => import('../chaos/layer.ts'),
}
