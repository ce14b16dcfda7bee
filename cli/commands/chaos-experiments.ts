import type { ChaosInitOptions } from '../chaos/init.ts'
import type { ExperimentOptions, RunOptions } from '../chaos/options.ts'
import type { ReportOptions } from '../chaos/report.ts'
import type { RunManyOptions } from '../chaos/run.ts'
import type { ScheduleOptions } from '../chaos/schedule.ts'
import type { Command } from '../framework/command.ts'
import {
  allowOption,
  experimentArgument,
  experimentsArgument,
  folderOption,
  productionOption,
} from './chaos-options.ts'
import { yesOption } from './shared-options.ts'

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

export const chaosValidate: Command<ExperimentOptions> = {
  name: 'chaos validate',
  about: 'check an experiment and list all of its problems',
  example: 'tokenwatch chaos validate chaos/orders.yaml',
  argument: experimentArgument,
  options: [],
  load: () => import('../chaos/validate.ts'),
}

export const chaosPlan: Command<RunOptions> = {
  name: 'chaos plan',
  about: 'show what a run would do and if it is allowed; nothing is touched',
  example: 'tokenwatch chaos plan chaos/orders.yaml',
  argument: experimentArgument,
  options: [allowOption, productionOption],
  load: () => import('../chaos/plan.ts'),
}

export const chaosRun: Command<RunManyOptions> = {
  name: 'chaos run',
  about: 'run experiments one after the other; the exit code is the worst of their verdicts',
  example: 'tokenwatch chaos run chaos/orders.yaml',
  argument: experimentsArgument,
  options: [
    allowOption,
    productionOption,
    folderOption,
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
  argument: experimentsArgument,
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

export const chaosReport: Command<ReportOptions> = {
  name: 'chaos report',
  about: 'show the trend of runs, or write journals as HTML, Markdown, JUnit or JSON',
  example: 'tokenwatch chaos report --format markdown',
  argument: { syntax: '[files...]', about: 'journals (default: all in the folder)' },
  options: [
    folderOption,
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
