import type { ExportOptions } from './chaos/export.ts'
import type { ListOptions } from './chaos/list.ts'
import type { ExperimentOptions, RunOptions } from './chaos/options.ts'
import type { ReportOptions } from './chaos/report.ts'
import type { ServeOptions } from './chaos/serve.ts'
import type { AnyCommand, Command, CommandOption } from './framework/command.ts'

const experiment = { syntax: '<file>', about: 'the experiment, YAML or JSON' } as const
const journals = { syntax: '[files...]', about: 'journals; all that are kept where none is named' } as const
const folder: CommandOption = {
  flags: '--folder <folder>',
  about: 'where runs keep their journals and what is owed',
  fallback: '.tokenwatch/chaos',
}
const allow: CommandOption = {
  flags: '--allow <file>',
  about: 'JSON with the environments and accounts that may be broken; the lab alone where it is not there',
  fallback: 'chaos.allow.json',
}
const production: CommandOption = {
  flags: '--i-understand-production',
  about: 'one of three yeses that production wants',
}

const list: Command<ListOptions> = {
  name: 'chaos list',
  about: 'every fault, its variants, where it can be put in, and what the monitor says of it',
  example: 'tokenwatch chaos list',
  options: [],
  load: () => import('./chaos/list.ts'),
}

const points: Command<{ readonly folders?: readonly string[] }> = {
  name: 'chaos points',
  about: 'where a service makes, refreshes and checks tokens, and which injection point covers it',
  example: 'tokenwatch chaos points examples/clients',
  argument: { syntax: '[folders...]', about: 'folders with its source' },
  options: [],
  load: () => import('./chaos/points.ts'),
}

const validate: Command<ExperimentOptions> = {
  name: 'chaos validate',
  about: 'read an experiment and tell all of its problems',
  example: 'tokenwatch chaos validate examples/chaos/f01-token-missing.yaml',
  argument: experiment,
  options: [],
  load: () => import('./chaos/validate.ts'),
}

const plan: Command<RunOptions> = {
  name: 'chaos plan',
  about: 'what a run would do, and whether it may; nothing is touched',
  example: 'tokenwatch chaos plan examples/chaos/f01-token-missing.yaml',
  argument: experiment,
  options: [allow, production],
  load: () => import('./chaos/plan.ts'),
}

const run: Command<RunOptions> = {
  name: 'chaos run',
  about: 'run an experiment; the exit code is its verdict',
  example: 'tokenwatch chaos run examples/chaos/f01-token-missing.yaml',
  argument: experiment,
  options: [
    allow,
    production,
    folder,
    { flags: '--dry-run', about: 'find the target, look at its steady state, change nothing' },
    { flags: '--repeat <times>', about: 'run it so often, and tell how it develops' },
    { flags: '--monitored', about: 'have a whole monitor watch the lab, up to the page' },
    { flags: '--report <file>', about: 'write the report as well: .html, .md, .xml (JUnit) or .json, by its ending' },
  ],
  untilEnded: true,
  load: () => import('./chaos/run.ts'),
}

const serve: Command<ServeOptions> = {
  name: 'chaos serve',
  about: 'hold the injection points before a service: traffic goes on when a runner dies',
  example: 'tokenwatch chaos serve --api https://api.example --listen 8080',
  options: [
    { flags: '--api <origin>', about: 'the API behind the proxy' },
    { flags: '--listen <port>', about: 'where the proxy listens (default: any free port)' },
    { flags: '--idp <origin>', about: 'the authorization server, for a proxy before its token endpoint' },
    {
      flags: '--validation <origin>',
      about: 'where an API asks about tokens, for a proxy before introspection and key set',
    },
    { flags: '--secrets', about: 'stand in for Secrets Manager, with the credentials of this shell behind it' },
    { flags: '--control <port>', about: 'where orders are taken (default: any free port)' },
    {
      flags: '--silence <duration>',
      about: 'a fault ends when its runner has been silent for so long',
      fallback: '30s',
    },
    { flags: '--tls-key <file>', about: 'PEM key: clients speak TLS to the proxies' },
    { flags: '--tls-cert <file>', about: 'PEM certificate that goes with it' },
  ],
  untilEnded: true,
  load: () => import('./chaos/serve.ts'),
}

const abort: Command<{ readonly folder: string }> = {
  name: 'chaos abort',
  about: 'turn the kill switch on: runs stop, take back what they changed, and none begins',
  example: 'tokenwatch chaos abort',
  options: [folder],
  load: () => import('./chaos/abort.ts'),
}

const reset: Command<{ readonly folder: string }> = {
  name: 'chaos reset',
  about: 'take back whatever a run that died has left, and turn the kill switch off',
  example: 'tokenwatch chaos reset',
  options: [folder],
  load: () => import('./chaos/reset.ts'),
}

const report: Command<ReportOptions> = {
  name: 'chaos report',
  about: 'journals as HTML, Markdown, JUnit or JSON, and how runs of the same experiment develop',
  example: 'tokenwatch chaos report --format markdown',
  argument: journals,
  options: [
    folder,
    {
      flags: '--format <format>',
      about: 'how it is written',
      choices: ['trend', 'html', 'markdown', 'junit', 'json'],
      fallback: 'trend',
    },
    { flags: '--out <file>', about: 'where to (default: stdout)' },
  ],
  load: () => import('./chaos/report.ts'),
}

const exported: Command<ExportOptions> = {
  name: 'chaos export',
  about: 'a ready experiment for a fault, or an experiment as Chaos Toolkit or FIS take it',
  example: 'tokenwatch chaos export token.missing',
  argument: { syntax: '<subject>', about: 'a fault of the catalogue, or the file of an experiment' },
  options: [
    { flags: '--to <format>', about: 'for whom', choices: ['yaml', 'chaostoolkit', 'fis'], fallback: 'yaml' },
    { flags: '--out <file>', about: 'where to (default: stdout)' },
  ],
  load: () => import('./chaos/export.ts'),
}

const layer: Command<{ readonly out: string }> = {
  name: 'chaos layer',
  about: 'build the Lambda layer that breaks tokens inside Node functions',
  example: 'tokenwatch chaos layer --out dist/chaos-layer',
  options: [{ flags: '--out <folder>', about: 'where to', fallback: 'dist/chaos-layer' }],
  load: () => import('./chaos/layer.ts'),
}

/** Everything under `tokenwatch chaos`. */
export const chaosCommands: readonly AnyCommand[] = [
  list,
  points,
  validate,
  plan,
  run,
  serve,
  abort,
  reset,
  report,
  exported,
  layer,
]
