import { writeFile } from 'node:fs/promises'
import { stringify } from 'yaml'
import type { CommandResult } from '../framework/command-result.ts'
import { CommandFailure } from '../framework/failure.ts'
import { readExperiment } from './options.ts'

export type ScheduleOptions = {
  readonly files: readonly string[]
  readonly ci: string
  readonly at: string
  readonly out?: string
}

/** Writes a nightly workflow for experiments that can be read. Each pipeline keeps its journals, so that trends grow. */
export async function run({ files, ci, at, out }: ScheduleOptions): Promise<CommandResult> {
  for (const file of files) await readExperiment(file)
  const [, hour, minute] = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(at) ?? []
  if (hour === undefined || minute === undefined)
    throw new CommandFailure('usage', '--at: expected a time such as 03:17')
  const strange = files.find((file) => !/^[\w./-]+$/.test(file))
  if (strange !== undefined)
    throw new CommandFailure('usage', `${strange}: a path in a workflow may hold letters, digits and . _ - /`)
  const cron = `${Number(minute)} ${Number(hour)} * * *`
  const workflow = ci === 'gitlab' ? gitlab(files) : github(files, cron)
  const text = `${headOf(ci, cron)}${stringify(workflow, { lineWidth: 0 })}`
  if (out === undefined) return { exitCode: 0, data: { ci, cron }, text }
  await writeFile(out, text)
  return { exitCode: 0, data: { ci, cron, out }, text: `${out}\n` }
}

/** GitLab keeps the time of a schedule in its own settings. */
const headOf = (ci: string, cron: string): string =>
  ci === 'gitlab' ? `# Runs token chaos each night: add a pipeline schedule with the cron ${cron}.\n` : ''

/** One command for all files, whose exit code is the worst of their verdicts. The reports are written in any case. */
const chaosScript = (files: readonly string[], summary: string) =>
  [
    'code=0',
    `npx tokenwatch chaos run ${files.join(' ')} --report chaos.html || code=$?`,
    `npx tokenwatch chaos report${summary}`,
    'npx tokenwatch chaos report --format junit --out chaos.xml',
    'exit $code',
  ] as const

function github(files: readonly string[], cron: string) {
  const journals = '.tokenwatch/chaos/journals'
  // The file belongs to one workflow run; the latest one of an earlier run is restored.
  const cache = { path: journals, key: 'chaos-$' + '{{ github.run_id }}', 'restore-keys': 'chaos-' }
  return {
    name: 'token chaos',
    on: { schedule: [{ cron }], workflow_dispatch: {} },
    permissions: { contents: 'read' },
    // Two runs at a time would refuse each other.
    concurrency: 'token-chaos',
    jobs: {
      chaos: {
        'runs-on': 'ubuntu-latest',
        steps: [
          { uses: 'actions/checkout@v5' },
          { uses: 'actions/setup-node@v6', with: { 'node-version': 24 } },
          { run: 'npm ci' },
          { uses: 'actions/cache/restore@v4', with: cache },
          { run: `${chaosScript(files, ' | tee -a "$GITHUB_STEP_SUMMARY"').join('\n')}\n` },
          // A run that is not resilient fails the job, and its journals count all the same.
          { if: 'always()', uses: 'actions/cache/save@v4', with: { path: journals, key: cache.key } },
          {
            if: 'always()',
            uses: 'actions/upload-artifact@v4',
            with: { name: 'chaos', path: `chaos.html\nchaos.xml\n${journals}\n` },
          },
        ],
      },
    },
  }
}

function gitlab(files: readonly string[]) {
  return {
    'token-chaos': {
      image: 'node:24',
      rules: [{ if: '$CI_PIPELINE_SOURCE == "schedule"' }],
      resource_group: 'token-chaos',
      cache: { key: 'token-chaos', paths: ['.tokenwatch/chaos/journals'] },
      script: ['npm ci', `${chaosScript(files, '').join('\n')}\n`],
      artifacts: { when: 'always', paths: ['chaos.html'], reports: { junit: 'chaos.xml' } },
    },
  }
}
