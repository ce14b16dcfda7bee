import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { runAction } from '../../action/runner.ts'
import { startTokenService } from '../../action/token-service.ts'
import { quoteTokensInErrors, rotationTokensOf, sendForgeries } from '../../stack/canary/drive.ts'
import { sinksOf } from '../../stack/canary/sinks.ts'
import type { Tokens } from '../../stack/canary/tokens.ts'
import { openWorld, playThrough } from '../../stack/canary/world.ts'
import { openCommandHost } from '../../support/command-host.ts'
import { aFolder, type Run } from '../../support/command-line.ts'
import type { LeakRoute, Sinks } from './route.ts'

const role = 'arn:aws:iam::123456789012:role/gate'

/** Commands of an operator and of a pipeline, with the deployment as it is after everything has failed. */
const commandLines: readonly (readonly string[])[] = [
  ['gate'],
  ['gate', '--report', 'json'],
  ['gate', '--report', 'junit'],
  ['gate', '--report', 'markdown', '--report', 'github'],
  ['doctor'],
  ['incidents'],
  ['would-have-paged'],
  ['status', '--html', 'status.html', '--feed', 'feed.json', '--metrics', 'metrics.txt'],
  ['status', '--html', 'redacted.html', '--redacted'],
  ['incidents', '--all'],
  ['inventory', '--html', 'inventory.html', '--csv', 'inventory'],
  ['inventory', '--json'],
  ['rotations', '--last', '5'],
]

type Ran = { readonly runs: readonly Run[]; readonly files: string }

/** Files that the commands write. One that is missing would hold no token. */
const expectedFiles = ['status.html', 'feed.json', 'metrics.txt', 'redacted.html', 'inventory.html'].concat(
  ['credentials', 'risks', 'rotations'].map((table) => join('inventory', `${table}.csv`)),
)

async function runCommands(env: Readonly<Record<string, string>>): Promise<Ran> {
  const folder = await aFolder()
  const host = openCommandHost()
  const runs: Run[] = []
  try {
    for (const line of commandLines) runs.push(await host.run(line, { cwd: folder.path, env }))
    const texts = await Promise.all(expectedFiles.map((name) => readFile(join(folder.path, name), 'utf8')))
    return { runs, files: texts.join('\n') }
  } finally {
    await host.close()
    await folder.close()
  }
}

/** Runs the GitHub Action in a job of its own role. Returns all that a runner shows or keeps. */
async function runInPipeline(env: Readonly<Record<string, string>>): Promise<string> {
  const folder = await aFolder()
  const service = await startTokenService()
  const endpoints = Object.entries(env).filter(([name]) => name.startsWith('AWS_ENDPOINT'))
  const inputs = { deployment: 'acme', 'aws-region': 'eu-west-1', 'role-to-assume': role, junit: 'gate.xml' }
  try {
    const { stdout, stderr, outputs, summary } = await runAction(inputs, {
      cwd: folder.path,
      env: { ...Object.fromEntries(endpoints), ...service.env },
    })
    const junit = await readFile(join(folder.path, 'gate.xml'), 'utf8').catch(() => '')
    if (junit === '') throw new Error(`the action wrote no report: ${stdout}${stderr}`)
    return [stdout, stderr, JSON.stringify(outputs), summary, junit].join('\n')
  } finally {
    await service.close()
    await folder.close()
  }
}

async function drive(tokens: Tokens, mark: string): Promise<Sinks> {
  const opened = new AsyncDisposableStack()
  try {
    const keep = <Opened extends { close(): Promise<void> }>(one: Opened) => opened.adopt(one, (kept) => kept.close())
    const world = await openWorld(mark, tokens, keep)
    await playThrough(world)
    const env = { ...world.stack.aws.environment('pipeline'), TOKENWATCH_DEPLOYMENT: 'acme', NO_COLOR: '1' }
    const { runs, files } = await runCommands(env)
    const action = await runInPipeline(env)
    const returned = [...(await quoteTokensInErrors(world, tokens)), ...(await sendForgeries(world, tokens))]
    for (const [index, token] of rotationTokensOf(world.stack).entries()) tokens.note(`RotationToken ${index}`, token)
    const sinks = await sinksOf(world.stack, returned)
    return new Map([
      ...sinks,
      ['GitHub Action', action],
      ['commands of operators: pages, tables, feed and metrics', files],
      ['commands of operators: stdout', runs.map(({ stdout }) => stdout).join('\n')],
      ['commands of operators: stderr', `${mark}\n${runs.map(({ stderr }) => stderr).join('\n')}`],
    ])
  } finally {
    await opened.disposeAsync()
  }
}

/** A company's checks in the lab's AWS: targets, the secret store and every service fail in turn, and rotations too. */
export const functions: LeakRoute = {
  path: 'functions in AWS: targets, secret store, SNS, CloudWatch, DynamoDB, SQS, rotation, gate',
  drive,
  varies:
    'how often AWS is asked in vain depends on the time; `test/stack/canary.test.ts` compares log, pages and states',
}
