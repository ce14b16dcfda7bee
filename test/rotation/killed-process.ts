import { type ChildProcess, fork } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { bundleOptions } from '../../functions/bundle.ts'
import { keptBuild } from '../../local/kept-build.ts'
import type { FromWorker, ToWorker } from './worker-messages.ts'

const source = fileURLToPath(new URL('worker.ts', import.meta.url))

/** Returns the worker's bundle: a process that loads one file starts several times as fast as one that loads its sources. */
export async function workerFile(): Promise<string> {
  const sources = ['functions', 'test/rotation', 'test/support']
  const folder = await keptBuild({
    name: 'tokenwatch-rotation-worker',
    sources,
    make: async (outdir) => void (await build({ ...bundleOptions, entryPoints: { index: source }, outdir })),
  })
  return folder === null ? source : join(folder, 'index.mjs')
}

/** Outcome of a job: `killed` if its process died before it said anything. */
export type JobEnd = { readonly kind: 'done'; readonly why: string | null } | { readonly kind: 'killed' }

/** WorkerAnswers of the parent to a worker's questions while a job runs. */
export type WorkerAnswers = {
  /** Lets time pass. */
  sleep(ms: number): void
  /** Hears of a message to people. Returns false if the process was killed meanwhile. */
  notify(act: 'open' | 'resolve', problem: string): boolean
  now(): number
}

/** A function as Lambda runs it: one process until it dies, then another. */
export type KillableFunction = {
  run(message: Extract<ToWorker, { kind: 'job' }>, answers: WorkerAnswers): Promise<JobEnd>
  /** Kills the process with SIGKILL. The job that it runs ends as `killed`. */
  kill(): void
  close(): Promise<void>
}

/** Opens the function. Its first process starts at once; after a kill, the next one starts with the next job. */
export function openKillable(file: string): KillableFunction {
  let child: ChildProcess | null = null
  const start = (): ChildProcess => {
    child ??= fork(file, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'], execArgv: [] })
    return child
  }

  function run(message: Extract<ToWorker, { kind: 'job' }>, answers: WorkerAnswers): Promise<JobEnd> {
    const running = start()
    const { promise, resolve } = Promise.withResolvers<JobEnd>()
    const say = (next: ToWorker) => void (running.connected && running.send(next, () => {}))
    const onMessage = (said: FromWorker) => {
      if (said.kind === 'done') return resolve({ kind: 'done', why: said.why })
      if (said.kind === 'sleep') answers.sleep(said.ms)
      else if (!answers.notify(said.act, said.problem)) return
      say({ kind: 'go_on', nowMs: answers.now() })
    }
    const onExit = () => {
      child = null
      resolve({ kind: 'killed' })
    }
    running.on('message', onMessage)
    running.once('exit', onExit)
    say(message)
    return promise.finally(() => running.off('message', onMessage).off('exit', onExit))
  }

  return {
    run,
    kill: () => void child?.kill('SIGKILL'),
    async close() {
      if (child === null) return
      const ended = new Promise((resolve) => child?.once('exit', resolve))
      child.kill('SIGKILL')
      await ended
    },
  }
}
