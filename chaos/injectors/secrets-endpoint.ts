import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import {
  BatchGetSecretValueCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  ListSecretVersionIdsCommand,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager'
import { z } from 'zod'
import { portOf } from '../../local/loopback.ts'
import { servedStageHeader } from '../faults/cache-stale.ts'
import type { FaultAction, InterceptedRequest, MadeAnswer } from '../faults/request.ts'
import { headerOf, pairsOf } from '../token/headers.ts'
import type { Injection, InjectionPoint } from './injection.ts'
import { callerOf } from './wire.ts'

export type SecretsEndpointOptions = {
  readonly injection: Injection
  /** Under whose credentials reads go on to the real store: a signature covers the host, so none can be passed on. */
  readonly upstream: SecretsManagerClient
  /** 0 takes a free port. */
  readonly port?: number
  /** Told of every secret that is read: what must be found in no log. */
  readonly sawSecret?: (secret: string) => void
}

const contentType = 'application/x-amz-json-1.1'

/** Larger than any request that reads. */
const requestBytes = 65_536

/** What a service may ask through here: it reads. Whatever writes is refused, since it would be written under another's name. */
const reads = {
  GetSecretValue: (client: SecretsManagerClient, input: unknown) =>
    client.send(new GetSecretValueCommand(getSecretValue.parse(input))),
  BatchGetSecretValue: (client: SecretsManagerClient, input: unknown) =>
    client.send(new BatchGetSecretValueCommand(batchGetSecretValue.parse(input))),
  DescribeSecret: (client: SecretsManagerClient, input: unknown) =>
    client.send(new DescribeSecretCommand(ofOneSecret.parse(input))),
  ListSecretVersionIds: (client: SecretsManagerClient, input: unknown) =>
    client.send(new ListSecretVersionIdsCommand(ofOneSecret.parse(input))),
}

const ofOneSecret = z.object({ SecretId: z.string() })
const getSecretValue = z.object({
  SecretId: z.string(),
  VersionId: z.string().optional(),
  VersionStage: z.string().optional(),
})
const batchGetSecretValue = z.object({ SecretIdList: z.array(z.string()) })

/** Stands in for Secrets Manager where `AWS_ENDPOINT_URL_SECRETS_MANAGER` names it; no code of the service changes. */
export async function startSecretsEndpoint({
  injection,
  upstream,
  port = 0,
  sawSecret = () => undefined,
}: SecretsEndpointOptions): Promise<InjectionPoint> {
  const ending = new AbortController()
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const operation = (request.headers['x-amz-target'] ?? '').toString().replace(/^.*\./, '')
    const intercepted: InterceptedRequest = {
      plane: 'secrets',
      method: 'POST',
      path: `/${operation}`,
      headers: pairsOf(request.rawHeaders),
      caller: callerOf(request.headers['user-agent']),
    }
    const input = await readJson(request)
    const { action, entry } = injection.decide(intercepted)
    const made = await carryOut(action, request, { operation, input, upstream, signal: ending.signal })
    if (made === null) return
    for (const secret of secretsIn(made)) sawSecret(secret)
    injection.answered(intercepted, entry, made.status)
    response.writeHead(made.status, { ...made.headers }).end(made.body)
  }
  const server = createServer((request, response) => {
    serve(request, response).catch(() => response.destroy())
  })
  server.keepAliveTimeout = 0
  await once(server.listen(port, '127.0.0.1'), 'listening')
  return {
    url: `http://127.0.0.1:${portOf(server)}`,
    async close() {
      ending.abort()
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

type Reading = {
  readonly operation: string
  readonly input: unknown
  readonly upstream: SecretsManagerClient
  readonly signal: AbortSignal
}

/** Null where nothing is to be answered. */
async function carryOut(action: FaultAction, request: IncomingMessage, reading: Reading): Promise<MadeAnswer | null> {
  switch (action.kind) {
    case 'answer':
      return action
    case 'hang':
      return null
    case 'reset':
      request.socket.resetAndDestroy()
      return null
    case 'delay':
      await wait(action.delayMs, undefined, { signal: reading.signal, ref: false })
      return read(reading)
    case 'rewrite': {
      const answer = await read(reading)
      return answer.status === 200 ? action.rewrite(answer) : answer
    }
    case 'mutate': {
      const stage = headerOf(action.headers, servedStageHeader)
      return read(
        stage === undefined ? reading : { ...reading, input: { ...Object(reading.input), VersionStage: stage } },
      )
    }
    case 'pass':
      return read(reading)
  }
}

async function read({ operation, input, upstream }: Reading): Promise<MadeAnswer> {
  if (!isRead(operation)) return refusal('AccessDeniedException', 400)
  try {
    const { $metadata: _, ...members } = await reads[operation](upstream, input)
    return { status: 200, headers: { 'content-type': contentType }, body: JSON.stringify(members, asOnTheWire) }
  } catch (error) {
    if (error instanceof z.ZodError) return refusal('InvalidParameterException', 400)
    return refusal(error instanceof Error ? error.name : 'InternalServiceError', statusOf(error))
  }
}

/** The secret parts of a value that was read: the whole, or what its own names call secret. An id may be printed. */
function secretsIn({ status, body }: MadeAnswer): readonly string[] {
  if (status !== 200) return []
  const text = objectIn(String(body))?.['SecretString']
  if (typeof text !== 'string') return []
  const fields = objectIn(text)
  if (fields === null) return [text]
  return Object.entries(fields).flatMap(([name, value]) =>
    secretName.test(name) && typeof value === 'string' ? [value] : [],
  )
}

function objectIn(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const parsed: unknown = JSON.parse(text)
    return typeof parsed === 'object' && parsed !== null ? { ...parsed } : null
  } catch {
    return null
  }
}

const secretName = /secret|token|password|key|credential/i

const isRead = (operation: string): operation is keyof typeof reads => Object.hasOwn(reads, operation)

/** The SDK has made dates of AWS's epoch seconds; `toJSON` has run before a replacer sees them, so the text is turned back. */
function asOnTheWire(_name: string, value: unknown): unknown {
  const isInstant = typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(value)
  return isInstant ? Date.parse(value) / 1_000 : value
}

/** An error's own message may quote what was asked for; its name is a word of AWS's list. */
function refusal(code: string, status: number): MadeAnswer {
  const headers = { 'content-type': contentType, 'x-amzn-errortype': code }
  return { status, headers, body: JSON.stringify({ __type: code, message: 'Passed on by tokenwatch chaos' }) }
}

function statusOf(error: unknown): number {
  const { $metadata: metadata } = Object(error)
  return typeof metadata?.httpStatusCode === 'number' ? metadata.httpStatusCode : 500
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  let text = ''
  for await (const chunk of request) {
    text += chunk
    if (text.length > requestBytes) throw new Error('a request to read a secret is shorter')
  }
  return JSON.parse(text === '' ? '{}' : text)
}
