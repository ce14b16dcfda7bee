import { randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import { z } from 'zod'
import { closeServer, listenOnLoopback } from '../loopback.ts'

/** One invocation as the runtime fetches it. */
export type Invocation = {
  readonly requestId: string
  /** JSON. */
  readonly payload: string
  /** Epoch milliseconds of the system's clock. */
  readonly deadlineMs: number
  readonly functionArn: string
  /** Offset of the function's clock from the system's, in milliseconds. */
  readonly clockOffsetMs: number
}

/** Outcome of an invocation. */
export type InvocationOutcome =
  | { readonly ok: true; readonly payload: unknown }
  | { readonly ok: false; readonly errorType: string; readonly errorMessage: string }

export type RuntimeApi = {
  /** Host, port and path for `AWS_LAMBDA_RUNTIME_API`. The path is a key that only this sandbox knows. */
  readonly address: string
  /** Hands the invocation to the runtime, which may have asked for it already. One at a time. */
  readonly invoke: (invocation: Invocation) => Promise<InvocationOutcome>
  /** Ends the running invocation when the runtime cannot. An answer that it has posted still counts. */
  readonly fail: (errorType: string, errorMessage: string) => void
  readonly close: () => Promise<void>
}

type UnderWay = {
  readonly invocation: Invocation
  readonly resolve: (outcome: InvocationOutcome) => void
  sent: boolean
  outcome: InvocationOutcome | null
}

const failure = z.object({ errorType: z.string(), errorMessage: z.string() })

/** The Lambda Runtime API for one sandbox. `onReady` hears the first `/next`, `onInitError` a failed start. */
export async function startRuntimeApi(listener: {
  onReady: () => void
  onInitError: (outcome: InvocationOutcome) => void
}): Promise<RuntimeApi> {
  const key = randomBytes(24).toString('base64url')
  const root = `/${key}/2018-06-01/runtime/`
  let waiting: ServerResponse | null = null
  let current: UnderWay | null = null

  function end(outcome: InvocationOutcome | null): void {
    if (outcome === null) return
    current?.resolve(outcome)
    current = null
  }

  function handOver(): void {
    if (waiting === null || current === null || current.sent) return
    current.sent = true
    waiting.writeHead(200, headersOf(current.invocation))
    waiting.end(current.invocation.payload)
    waiting = null
  }

  async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    // Whoever asks without the key of this sandbox would get its events, and could answer in its name.
    if (request.url?.startsWith(root) !== true) return reply(response, 403)
    const path = request.url.slice(root.length)
    if (path === 'invocation/next') {
      // The invocation is over only now: a runtime that has answered may still crash before it asks for the next one.
      end(current?.outcome ?? null)
      waiting = response
      listener.onReady()
      return handOver()
    }
    const body = await text(request)
    const [, requestId, verb] = /^invocation\/([^/]+)\/(response|error)$/.exec(path) ?? []
    if (path === 'init/error') listener.onInitError(failed(body))
    else if (current === null || requestId !== current.invocation.requestId) return reply(response, 400)
    else current.outcome = verb === 'response' ? { ok: true, payload: JSON.parse(body) } : failed(body)
    reply(response, 202)
  }

  const server = createServer((request, response) => void respond(request, response).catch(() => response.destroy()))
  const url = await listenOnLoopback(server)
  return {
    address: `${url.replace('http://', '')}/${key}`,
    invoke(invocation) {
      return new Promise((resolve) => {
        current = { invocation, resolve, sent: false, outcome: null }
        handOver()
      })
    },
    fail: (errorType, errorMessage) => end(current?.outcome ?? { ok: false, errorType, errorMessage }),
    close: () => closeServer(server),
  }
}

const headersOf = ({ requestId, deadlineMs, functionArn, clockOffsetMs }: Invocation) => ({
  'content-type': 'application/json',
  'lambda-runtime-aws-request-id': requestId,
  'lambda-runtime-deadline-ms': deadlineMs,
  'lambda-runtime-invoked-function-arn': functionArn,
  // A header of the lab; Lambda has none.
  'lab-clock-offset-ms': clockOffsetMs,
})

function failed(body: string): InvocationOutcome {
  return { ok: false, ...failure.parse(JSON.parse(body)) }
}

function reply(response: ServerResponse, status: number): void {
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(JSON.stringify({ status: status === 202 ? 'OK' : 'Unknown request' }))
}
