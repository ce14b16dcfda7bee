import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import pLimit from 'p-limit'
import { arnOf } from '../aws/account.ts'
import type { InvocationOutcome } from './runtime-api.ts'
import { type Sandbox, startSandbox } from './sandbox.ts'

export type FunctionOptions = {
  readonly name: string
  /** Holds `index.mjs`, which exports `handler`. */
  readonly directory: string
  readonly environment: Readonly<Record<string, string>>
  /** Most invocations at the same time. Others wait for their turn. */
  readonly maximumConcurrency: number
  readonly timeoutMs: number
  readonly memoryMb?: number
  /** Offset of the function's clock from the system's, in milliseconds. Read at each invocation. */
  readonly clockOffsetMs?: () => number
  readonly onOutput?: (stream: 'stdout' | 'stderr', text: string) => void
  /** Retries of asynchronous invocations. Lambda waits one and two minutes. */
  readonly asynchronousRetries?: number
  readonly asynchronousRetryDelayMs?: number
}

export type LambdaFunction = {
  readonly name: string
  readonly arn: string
  /** Invokes and waits. Without an alias, the function itself is invoked. */
  readonly invoke: (event: unknown, alias?: string) => Promise<InvocationOutcome>
  /** Invokes asynchronously. Resolves with the outcome that Lambda would send to a destination. */
  readonly invokeEvent: (event: unknown) => Promise<InvocationOutcome>
  readonly coldStarts: number
  /** Resolves when no invocation runs or waits, including the retries of asynchronous ones. */
  readonly settled: () => Promise<void>
  /** Kills the sandboxes with SIGKILL, like a crash of the machine. */
  readonly kill: () => void
  readonly close: () => Promise<void>
}

const defaultMemoryMb = 256
const closed = { ok: false, errorType: 'Lab.Closed', errorMessage: 'The lab is closing' } as const

/** Starts a Lambda function whose sandboxes are child processes, started when needed and kept warm. */
export function startFunction(options: FunctionOptions): LambdaFunction {
  const arn = arnOf('lambda', `function:${options.name}`)
  const pool = openPool(options)
  const limited = pLimit(options.maximumConcurrency)
  const underWay = new Set<Promise<unknown>>()
  const counted = <T>(invocation: Promise<T>): Promise<T> => {
    underWay.add(invocation)
    return invocation.finally(() => underWay.delete(invocation))
  }
  const runOne = async (event: unknown, alias?: string): Promise<InvocationOutcome> => {
    if (pool.closing.aborted) return closed
    return pool.run({
      requestId: randomUUID(),
      payload: JSON.stringify(event ?? null),
      functionArn: alias === undefined ? arn : `${arn}:${alias}`,
      clockOffsetMs: options.clockOffsetMs?.() ?? 0,
    })
  }
  const invoke = (event: unknown, alias?: string) => counted(limited(() => runOne(event, alias)))
  return {
    name: options.name,
    arn,
    invoke,
    invokeEvent: (event) => counted(retried(() => invoke(event), options, pool.closing)),
    get coldStarts() {
      return pool.coldStarts()
    },
    async settled() {
      while (underWay.size > 0) await Promise.allSettled(underWay)
    },
    kill: pool.kill,
    close: pool.close,
  }
}

/** Invokes again after a failure, as Lambda does with asynchronous invocations. */
async function retried(
  invoke: () => Promise<InvocationOutcome>,
  { asynchronousRetries = 2, asynchronousRetryDelayMs = 1_000 }: FunctionOptions,
  closing: AbortSignal,
): Promise<InvocationOutcome> {
  for (let attempt = 0; ; attempt++) {
    const outcome = await invoke()
    if (outcome.ok || attempt >= asynchronousRetries || closing.aborted) return outcome
    await delay(asynchronousRetryDelayMs, undefined, { signal: closing }).catch(() => {})
  }
}

/** The sandboxes of one function. */
function openPool(options: FunctionOptions) {
  const { memoryMb = defaultMemoryMb, timeoutMs, onOutput = () => {} } = options
  const sandboxes = new Set<Sandbox>()
  const idle: Sandbox[] = []
  const closing = new AbortController()
  let coldStarts = 0

  async function warmOrNew(): Promise<Sandbox> {
    for (let sandbox = idle.pop(); sandbox !== undefined; sandbox = idle.pop()) {
      if (sandbox.alive()) return sandbox
      await discard(sandbox)
    }
    coldStarts += 1
    const sandbox = await startSandbox({ environment: environmentOf(options), memoryMb, timeoutMs, onOutput })
    sandboxes.add(sandbox)
    if (closing.signal.aborted) sandbox.kill()
    return sandbox
  }

  async function discard(sandbox: Sandbox): Promise<void> {
    sandboxes.delete(sandbox)
    await sandbox.close()
  }

  return {
    closing: closing.signal,
    coldStarts: () => coldStarts,
    async run(invocation: Parameters<Sandbox['invoke']>[0]): Promise<InvocationOutcome> {
      const sandbox = await warmOrNew()
      const outcome = await sandbox.invoke(invocation)
      if (sandbox.alive()) idle.push(sandbox)
      else await discard(sandbox)
      return outcome
    },
    kill() {
      for (const sandbox of sandboxes) sandbox.kill()
    },
    async close() {
      closing.abort()
      await Promise.all([...sandboxes].map(discard))
    },
  }
}

function environmentOf({
  name,
  directory,
  environment,
  memoryMb = defaultMemoryMb,
}: FunctionOptions): Record<string, string> {
  return {
    ...environment,
    LAMBDA_TASK_ROOT: directory,
    _HANDLER: 'index.handler',
    AWS_LAMBDA_FUNCTION_NAME: name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memoryMb),
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${name}`,
    AWS_LAMBDA_LOG_STREAM_NAME: `lab/${randomUUID()}`,
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
  }
}
