import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import { closeServer, listenOnLoopback } from '../loopback.ts'
import type { Call } from './call.ts'
import { secretKeyFor } from './caller.ts'
import { type CallFault, createFaults, type Faults } from './fault.ts'
import { remember } from './recent.ts'
import { AwsRefusal } from './refusal.ts'
import { accessKeyIdOf, readBody, unpacked } from './request.ts'
import { isSignedWith } from './signature.ts'

/** A call on its way. The signal fires when the caller goes away, or the endpoint closes, before the answer is out. */
export type AwsExchange = {
  readonly call: Call
  readonly request: IncomingMessage
  readonly body: Buffer
  readonly signal: AbortSignal
  /** Refuses a part of the call where a fault is injected for the operation that the part stands for. */
  readonly refusePart: (operation: string, input: unknown) => void
}

export type AwsAnswer = {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | Buffer
}

/** A service as its endpoint needs it: reads, answers and refuses requests. */
export type Service = {
  readonly read: (request: IncomingMessage, body: Buffer) => { readonly operation: string; readonly input: unknown }
  readonly answer: (exchange: AwsExchange) => Promise<AwsAnswer>
  readonly refuse: (refusal: AwsRefusal) => AwsAnswer
}

export type Endpoint = Pick<Faults, 'inject' | 'clearFaults'> & {
  readonly url: string
  /** The latest calls, oldest first, faulted ones included. */
  readonly calls: readonly Call[]
  /** Passes every further call to `look` before it runs. An error that `look` throws is answered instead. */
  readonly guard: (look: (call: Call) => void) => void
  /** Answers from now on only calls to loopback that are signed with the secret key of their access key. */
  readonly closeToStrangers: () => void
  readonly close: () => Promise<void>
}

/** Serves one AWS service on a loopback port of its own. */
export async function startEndpoint(service: Service, now: () => number): Promise<Endpoint> {
  const calls: Call[] = []
  const faults = createFaults()
  let look = (_call: Call): void => {}
  let isClosed = false
  const server = createServer((request, response) => void respond(request, response))
  // An idle connection that the server closes would meet a client's next request half of the time.
  server.keepAliveTimeout = 0

  async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const answer = await exchange(request, response)
      if (answer !== 'silence') send(response, answer, now())
    } catch (error) {
      send(response, service.refuse(refusalOf(error)), now())
    }
  }

  async function exchange(request: IncomingMessage, response: ServerResponse): Promise<AwsAnswer | 'silence'> {
    const gone = new AbortController()
    response.once('close', () => {
      if (!response.writableFinished) gone.abort()
    })
    const sent = await readBody(request)
    if (isClosed) refuseStranger(request, sent)
    const body = unpacked(request, sent)
    const call = { ...service.read(request, body), accessKeyId: accessKeyIdOf(request), at: now() }
    remember(calls, call)
    look(call)
    const injection = faults.take(call)
    if (injection && !injection.after && (await effect(injection.fault, request, gone.signal))) return 'silence'
    const refusePart = (operation: string, input: unknown) => {
      const fault = faults.take({ ...call, operation, input })?.fault
      if (fault !== undefined)
        throw refusalBy('error' in fault ? fault : { error: 'InternalServiceError', status: 500 })
    }
    const answer = await service.answer({ call, request, body, signal: gone.signal, refusePart })
    if (injection?.after && (await effect(injection.fault, request, gone.signal))) return 'silence'
    return answer
  }

  return {
    url: await listenOnLoopback(server),
    calls,
    guard(given) {
      look = given
    },
    closeToStrangers() {
      isClosed = true
    },
    inject: faults.inject,
    clearFaults: faults.clearFaults,
    close: () => closeServer(server),
  }
}

/** Refuses a call of somebody who does not know the keys of this start, and of a page whose host name was made to point here. */
function refuseStranger(request: IncomingMessage, body: Buffer): void {
  const isHere = /^(?:127\.0\.0\.1|localhost):\d+$/i.test(request.headers.host ?? '')
  if (isHere && isSignedWith(secretKeyFor(accessKeyIdOf(request)), request, body)) return
  throw new AwsRefusal('InvalidSignatureException', 'The request signature we calculated does not match', 403)
}

const refusalBy = ({ error, message = 'Injected fault', status }: Extract<CallFault, { readonly error: string }>) =>
  new AwsRefusal(error, message, status)

/** Applies a fault. Returns true if the caller gets no answer. */
async function effect(fault: CallFault, request: IncomingMessage, signal: AbortSignal): Promise<boolean> {
  if ('error' in fault) throw refusalBy(fault)
  if ('delayMs' in fault) await delay(fault.delayMs, undefined, { signal })
  if ('reset' in fault) request.socket.resetAndDestroy()
  return !('delayMs' in fault)
}

/**
 * Turns an error into a refusal. Any other error is a defect of the lab; the caller sees it, since nobody reads the lab's
 * output.
 */
function refusalOf(error: unknown): AwsRefusal {
  return error instanceof AwsRefusal ? error : new AwsRefusal('InternalFailure', `Defect of the lab: ${error}`, 500)
}

/** Answers with the date of the lab's clock: a client that finds another one takes its own clock for wrong, and tries again. */
function send(response: ServerResponse, answer: AwsAnswer, nowMs: number): void {
  if (response.destroyed) return
  const date = new Date(nowMs).toUTCString()
  response.writeHead(answer.status, { ...answer.headers, date, 'x-amzn-requestid': randomUUID() })
  response.end(answer.body)
}
