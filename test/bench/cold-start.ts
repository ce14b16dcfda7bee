import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, type Metafile } from 'esbuild'
import { median } from 'simple-statistics'
import { environmentNames } from '../../functions/aws/environment.ts'
import { bundleFunction } from '../../functions/bundle.ts'
import { functionNames, writeDeployment } from '../../functions/function-folder.ts'
import { callerEnvironment } from '../../local/aws/caller.ts'
import { startRuntimeApi } from '../../local/lambda/runtime-api.ts'
import { aCheck, aDeployment } from '../support/check.ts'
import { atMost, type BenchRow, noted } from './support/row.ts'

export const name = 'cold-start'

const runs = 21
const aimRatio = 1.6
const barRatio = 1.8
const lambdaInitTimeoutMs = 10_000

/** Measures from the start of a process to its first request for an invocation, against a handler that does nothing, in turns. */
export async function run(): Promise<readonly BenchRow[]> {
  const directory = await mkdtemp(join(tmpdir(), 'tokenwatch-bench-'))
  try {
    const sizes = await prepare(directory)
    const subjects = ['empty', ...functionNames]
    const tookMs = new Map<string, number[]>(subjects.map((subject) => [subject, []]))
    for (let round = 0; round < runs; round += 1)
      for (const [subject, took] of tookMs) took.push(await initMs(directory, subject))
    const medianMs = (subject: string) => median(tookMs.get(subject) ?? [])
    const empty = medianMs('empty')
    return [
      noted('empty handler to its first /next', empty, 'ms'),
      ...functionNames.flatMap((subject) => [
        noted(`${subject} to its first /next`, medianMs(subject), 'ms'),
        atMost(`${subject} against empty (aim ${aimRatio}x)`, medianMs(subject) / empty, barRatio, 'x'),
      ]),
      ...sizes,
    ]
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

/** The runtime as JavaScript, as Lambda has it: stripping its types would cost both sides alike and flatter the ratio. */
async function prepare(directory: string): Promise<readonly BenchRow[]> {
  await mkdir(join(directory, 'empty'))
  await writeFile(join(directory, 'empty', 'index.mjs'), 'export const handler = async () => null\n')
  await build({
    entryPoints: [fileURLToPath(import.meta.resolve('../../local/lambda/bootstrap.ts'))],
    outfile: join(directory, 'bootstrap.mjs'),
    bundle: true,
    format: 'esm',
    platform: 'node',
    logLevel: 'silent',
  })
  const deployment = aDeployment(Array.from({ length: 100 }, (_, index) => aCheck({ id: `check-${index}` })))
  const rows: BenchRow[] = []
  for (const subject of functionNames) {
    const metafile = await bundleFunction(subject, join(directory, subject))
    writeDeployment(join(directory, subject), deployment)
    const { first, later } = sizesOf(metafile)
    rows.push(noted(`${subject}, loaded at init`, first / 1_024, 'KiB'))
    rows.push(noted(`${subject}, loaded when needed`, later / 1_024, 'KiB'))
  }
  return rows
}

/** Sizes of a bundle: the entry point with its imports at any depth is loaded at init, the rest waits for an `import()`. */
function sizesOf({ outputs }: Metafile): { readonly first: number; readonly later: number } {
  const code = Object.entries(outputs).filter(([path]) => path.endsWith('.mjs'))
  const first = new Set(code.filter(([path]) => path.endsWith('index.mjs')).map(([path]) => path))
  for (const path of first)
    for (const { path: imported, kind } of outputs[path]?.imports ?? [])
      if (kind === 'import-statement' && imported in outputs) first.add(imported)
  const bytes = (loaded: boolean) =>
    code.filter(([path]) => first.has(path) === loaded).reduce((sum, [, output]) => sum + output.bytes, 0)
  return { first: bytes(true), later: bytes(false) }
}

async function initMs(directory: string, subject: string): Promise<number> {
  const ready = Promise.withResolvers<number>()
  const api = await startRuntimeApi({
    onReady: () => ready.resolve(performance.now()),
    onInitError: (outcome) => ready.reject(new Error(`${subject} did not start: ${JSON.stringify(outcome)}`)),
  })
  const startedMs = performance.now()
  const child = spawn(process.execPath, [join(directory, 'bootstrap.mjs')], {
    env: {
      ...callerEnvironment(subject),
      ...Object.fromEntries(Object.values(environmentNames).map((variable) => [variable, 'arn:aws:x:y:z:bench'])),
      [environmentNames.queueUrls]: '{}',
      [environmentNames.ownQueueUrl]: 'https://queue.invalid/batches',
      [environmentNames.ownRoleId]: 'AROALAB',
      [environmentNames.tickRoleId]: 'AROALAB',
      LAMBDA_TASK_ROOT: join(directory, subject),
      AWS_LAMBDA_RUNTIME_API: api.address,
    },
    stdio: ['pipe', 'ignore', 'ignore'],
    timeout: lambdaInitTimeoutMs,
    killSignal: 'SIGKILL',
  })
  const ended = once(child, 'exit')
  void ended.then(() => ready.reject(new Error(`${subject} ended before it was ready`)))
  try {
    return (await ready.promise) - startedMs
  } finally {
    child.kill('SIGKILL')
    await ended
    await api.close()
  }
}
