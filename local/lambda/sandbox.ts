import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { type Invocation, type InvocationOutcome, startRuntimeApi } from './runtime-api.ts'

const clock = import.meta.resolve('#source/local/clock')
const bootstrap = fileURLToPath(import.meta.resolve('#source/local/lambda/bootstrap'))
/** Milliseconds that a function may take to load. Lambda allows 10 s; the lab allows more, since its machine may be busy. */
const initTimeoutMs = 60_000
const exited = { ok: false, errorType: 'Runtime.ExitError', errorMessage: 'Error: Runtime has exited' } as const

export type SandboxOptions = {
  readonly environment: Readonly<Record<string, string>>
  readonly memoryMb: number
  readonly timeoutMs: number
  readonly onOutput: (stream: 'stdout' | 'stderr', text: string) => void
}

/** One child process that handles one invocation at a time, warm after its first. */
export type Sandbox = {
  /** Returns false when the sandbox has to be replaced. */
  readonly alive: () => boolean
  readonly invoke: (invocation: Omit<Invocation, 'deadlineMs'>) => Promise<InvocationOutcome>
  readonly kill: () => void
  /** Kills it and waits for its end. */
  readonly close: () => Promise<void>
}

/** Resolves when the process runs, before its handler is loaded. */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const ready = Promise.withResolvers<InvocationOutcome | null>()
  const api = await startRuntimeApi({ onReady: () => ready.resolve(null), onInitError: ready.resolve })
  const child = spawnRuntime(options, api.address)
  const ended = new Promise((resolve) => child.once('close', resolve))
  let alive = true

  function kill(): void {
    alive = false
    child.kill('SIGKILL')
  }

  function bury(errorType: string, errorMessage: string): void {
    kill()
    ready.resolve({ ok: false, errorType, errorMessage })
    api.fail(errorType, errorMessage)
  }

  child.on('error', (error) => bury('Runtime.InvalidEntrypoint', error.message))
  child.on('exit', (code, signal) => {
    const status = signal === null ? `exit status ${code}` : `signal: ${signal === 'SIGKILL' ? 'killed' : signal}`
    bury('Runtime.ExitError', `Error: Runtime exited with error: ${status}`)
  })

  async function initialised(): Promise<InvocationOutcome | null> {
    const timer = setTimeout(() => bury('Sandbox.Timedout', timedOut(initTimeoutMs)), initTimeoutMs)
    const outcome = await ready.promise
    clearTimeout(timer)
    return outcome
  }

  return {
    alive: () => alive,
    async invoke(invocation) {
      const failedInit = await initialised()
      if (failedInit !== null) alive = false
      if (!alive) return failedInit ?? exited
      const timer = setTimeout(() => bury('Sandbox.Timedout', timedOut(options.timeoutMs)), options.timeoutMs)
      const outcome = await api.invoke({ ...invocation, deadlineMs: systemNow() + options.timeoutMs })
      clearTimeout(timer)
      return outcome
    },
    kill,
    async close() {
      kill()
      await ended
      await api.close()
    },
  }
}

/** Returns the variables of the lab that a function inherits: PATH, and the folder of Node's compile cache if there is one. */
function inherited(): Record<string, string> {
  const { PATH = '', NODE_COMPILE_CACHE } = process.env
  return NODE_COMPILE_CACHE === undefined ? { PATH } : { PATH, NODE_COMPILE_CACHE }
}

function spawnRuntime(options: SandboxOptions, runtimeApi: string): ChildProcess {
  // Lambda reserves a tenth of the memory for everything but the heap.
  const heapMb = Math.floor(options.memoryMb * 0.9)
  // A small process collects garbage a dozen times while it loads, unless it begins with room for new objects.
  const sizes = [`--max-old-space-size=${heapMb}`, '--min-semi-space-size=8']
  const flags = [...sizes, '--import', clock]
  const environment = {
    ...inherited(),
    ...options.environment,
    AWS_LAMBDA_RUNTIME_API: runtimeApi,
  }
  // Lambda runs a wrapper in place of the runtime, with the command line of the runtime as its arguments.
  const { AWS_LAMBDA_EXEC_WRAPPER: wrapper } = options.environment
  const runtime = [process.execPath, ...flags, bootstrap]
  const [program = '', ...rest] = wrapper === undefined ? runtime : [wrapper, ...runtime]
  const child = spawn(program, rest, { env: environment, stdio: 'pipe' })
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => options.onOutput(name, text))
  }
  child.stdin.on('error', () => {})
  return child
}

function timedOut(limitMs: number): string {
  return `Task timed out after ${(limitMs / 1_000).toFixed(2)} seconds`
}

/** Returns the system's time. The clock of the lab's own process may be shifted. */
function systemNow(): number {
  return performance.timeOrigin + performance.now()
}
