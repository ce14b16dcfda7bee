/**
 * Stands in for the Node.js runtime of Lambda in a sandbox: loads the handler, fetches one invocation after the other and posts
 * how each ended. Errors are printed as the real runtime prints them, with every enumerable property: whatever a handler throws
 * ends up in its log.
 */
import { flushCompileCache } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { clockOffsetMs, shiftClock } from '../clock.ts'
import { errorAnswer, errorLine, UnhandledPromiseRejection } from './error-report.ts'
import { type Fetched, runtimeClient } from './runtime-client.ts'

type Handler = (event: unknown, context: object) => unknown

const runtime = runtimeClient(process.env['AWS_LAMBDA_RUNTIME_API'] ?? '')
let requestId: string | null = null

// A sandbox ends with the process that started it: its stdin closes when the parent dies.
process.stdin.on('close', () => process.exit(1)).resume()

process.on('uncaughtException', (error) => void die('Uncaught Exception', error, 129))
process.on('unhandledRejection', (reason) => {
  void die('Unhandled Promise Rejection', new UnhandledPromiseRejection(reason), 128)
})

async function die(title: string, error: unknown, exitCode: number): Promise<void> {
  process.stderr.write(errorLine(requestId, title, error))
  const failing = requestId === null ? 'init/error' : `invocation/${requestId}/error`
  await runtime.post(failing, errorAnswer(error)).catch(() => {})
  process.exit(exitCode)
}

async function loadHandler(): Promise<Handler> {
  const file = join(process.env['LAMBDA_TASK_ROOT'] ?? '.', 'index.mjs')
  const { handler } = await import(pathToFileURL(file).href)
  if (typeof handler === 'function') return handler
  throw Object.assign(new Error('index.handler is undefined or not exported'), { name: 'Runtime.HandlerNotFound' })
}

async function handle(handler: Handler, { invocation, event }: Fetched): Promise<void> {
  try {
    const answer = await handler(event, contextOf(invocation))
    await runtime.post(`invocation/${invocation.requestId}/response`, answer ?? null)
  } catch (error) {
    process.stderr.write(errorLine(requestId, 'Invoke Error', error))
    await runtime.post(`invocation/${invocation.requestId}/error`, errorAnswer(error))
  }
}

function contextOf({ requestId: awsRequestId, deadlineMs, functionArn }: Fetched['invocation']): object {
  return {
    awsRequestId,
    invokedFunctionArn: functionArn,
    functionName: process.env['AWS_LAMBDA_FUNCTION_NAME'],
    functionVersion: process.env['AWS_LAMBDA_FUNCTION_VERSION'],
    memoryLimitInMB: process.env['AWS_LAMBDA_FUNCTION_MEMORY_SIZE'],
    logGroupName: process.env['AWS_LAMBDA_LOG_GROUP_NAME'],
    logStreamName: process.env['AWS_LAMBDA_LOG_STREAM_NAME'],
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => deadlineMs + clockOffsetMs() - Date.now(),
  }
}

try {
  const handler = await loadHandler()
  for (let isFirst = true; ; isFirst = false) {
    const fetched = await runtime.next()
    requestId = fetched.invocation.requestId
    shiftClock(fetched.invocation.clockOffsetMs)
    await handle(handler, fetched)
    requestId = null
    // SIGKILL ends a sandbox without a flush. By now the cache holds the functions that an invocation calls.
    if (isFirst) flushCompileCache()
  }
} catch (error) {
  await die('Init Error', error, 1)
}
