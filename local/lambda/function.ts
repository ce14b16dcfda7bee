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
  /** Invocations beyond it wait for their turn. */
  readonly maximumConcurrency: number
  readonly timeoutMs: number
  readonly memoryMb?: number
  /** How far the function's clock stands from the system's, asked at each invocation. */
  readonly clockOffsetMs?: () => number
  readonly onOutput?: (stream: 'stdout' | 'stderr', text: string) => void
  /** Of asynchronous invocations; Lambda waits one and two minutes. */
  readonly asynchronousRetries?: number
  readonly asynchronousRetryDelayMs?: number
}

export type LambdaFunction = {
  readonly name: string
  readonly arn: string
  readonly invoke: (event: unknown) => Promise<InvocationOutcome>
  /** An asynchronous invocation; what it resolves with, Lambda would send to a destination. */
  readonly invokeEvent: (event: unknown) => Promise<InvocationOutcome>
  readonly coldStarts: number
  /** SIGKILL, as a crash of the machine would look to the function. */
  readonly kill: () => void
  readonly close: () => Promise<void>
}

const defaultMemoryMb = 256
const closed = { ok: false, errorType: 'Lab.Closed', errorMessage: 'The lab is closing' } as const

/** A Lambda function whose sandboxes are child processes, started when needed and kept warm. */
export function startFunction(options: FunctionOptions): LambdaFunction {
  const arn = arnOf('lambda', `function:${options.name}`)
  const sandboxes = new Set<Sandbox>()
  const idle: Sandbox[] = []
  const limited = pLimit(options.maximumConcurrency)
  const closing = new AbortController()
  let coldStarts = 0

  async function warmOrNew(): Promise<Sandbox> {
    for (let sandbox = idle.pop(); sandbox !== undefined; sandbox = idle.pop()) {
      if (sandbox.alive()) return sandbox
      await discard(sandbox)
    }
    coldStarts += 1
    const { memoryMb = defaultMemoryMb, timeoutMs, onOutput = () => {} } = options
    const sandbox = await startSandbox({ environment: environmentOf(options), memoryMb, timeoutMs, onOutput })
    sandboxes.add(sandbox)
    if (closing.signal.aborted) sandbox.kill()
    return sandbox
  }

  async function discard(sandbox: Sandbox): Promise<void> {
    sandboxes.delete(sandbox)
    await sandbox.close()
  }

  async function invokeNow(event: unknown): Promise<InvocationOutcome> {
    if (closing.signal.aborted) return closed
    const sandbox = await warmOrNew()
    const outcome = await sandbox.invoke({
      requestId: randomUUID(),
      payload: JSON.stringify(event ?? null),
      functionArn: arn,
      clockOffsetMs: options.clockOffsetMs?.() ?? 0,
    })
    if (sandbox.alive()) idle.push(sandbox)
    else await discard(sandbox)
    return outcome
  }

  const invoke = (event: unknown) => limited(() => invokeNow(event))

  async function invokeEvent(event: unknown): Promise<InvocationOutcome> {
    const { asynchronousRetries = 2, asynchronousRetryDelayMs = 1_000 } = options
    for (let attempt = 0; ; attempt++) {
      const outcome = await invoke(event)
      if (outcome.ok || attempt >= asynchronousRetries || closing.signal.aborted) return outcome
      await delay(asynchronousRetryDelayMs, undefined, { signal: closing.signal }).catch(() => {})
    }
  }

  return {
    name: options.name,
    arn,
    invoke,
    invokeEvent,
    get coldStarts() {
      return coldStarts
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
