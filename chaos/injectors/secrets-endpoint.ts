import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { portOf } from '../../local/loopback.ts'
import { servedStageHeader } from '../faults/cache-stale.ts'
import type { FaultAction, InterceptedRequest, MadeAnswer } from '../faults/request.ts'
import { headerOf, headerPairsOf } from '../token/headers.ts'
import type { SeenSecret } from '../token/secrets-in.ts'
import type { Injection, InjectionPoint } from './injection.ts'
import { readSecrets, type SecretsRequest, secretsIn } from './secrets-reader.ts'
import { callerOf } from './wire.ts'

export type SecretsEndpointOptions = {
  readonly injection: Injection
  /** Client that reads the real store. The endpoint signs reads anew, because a signature covers the host. */
  readonly upstream: SecretsManagerClient
  /** 0 takes a free port. */
  readonly port?: number
  /** Receives every secret that is read: none of them may appear in a log. */
  readonly sawSecret?: (secret: SeenSecret) => void
}

/** No request that reads a secret is larger. */
const maxRequestBytes = 65_536

/** Stands in for Secrets Manager. A service uses it through `AWS_ENDPOINT_URL_SECRETS_MANAGER`, without a code change. */
export async function startSecretsEndpoint(options: SecretsEndpointOptions): Promise<InjectionPoint> {
  const { injection, upstream, port = 0, sawSecret = () => undefined } = options
  const ending = new AbortController()
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const operation = (request.headers['x-amz-target'] ?? '').toString().replace(/^.*\./, '')
    const intercepted = interceptedFrom(request, operation)
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

function interceptedFrom({ rawHeaders, headers }: IncomingMessage, operation: string): InterceptedRequest {
  return {
    plane: 'secrets',
    method: 'POST',
    path: `/${operation}`,
    headers: headerPairsOf(rawHeaders),
    caller: callerOf(headers['user-agent']),
  }
}

type Forwarding = SecretsRequest & { readonly upstream: SecretsManagerClient; readonly signal: AbortSignal }

/** Returns the answer to send; `null` if the request gets none. */
async function carryOut(
  action: FaultAction,
  request: IncomingMessage,
  { upstream, signal, ...asked }: Forwarding,
): Promise<MadeAnswer | null> {
  switch (action.kind) {
    case 'answer':
      return action
    case 'hang':
      return null
    case 'reset':
      request.socket.resetAndDestroy()
      return null
    case 'delay':
      await wait(action.delayMs, undefined, { signal, ref: false })
      return readSecrets(upstream, asked)
    case 'rewrite': {
      const answer = await readSecrets(upstream, asked)
      return answer.status === 200 ? action.rewrite(answer) : answer
    }
    case 'mutate': {
      const stage = headerOf(action.headers, servedStageHeader)
      const input = stage === undefined ? asked.input : { ...Object(asked.input), VersionStage: stage }
      return readSecrets(upstream, { ...asked, input })
    }
    case 'pass':
      return readSecrets(upstream, asked)
  }
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  let text = ''
  for await (const chunk of request) {
    text += chunk
    if (text.length > maxRequestBytes) throw new Error(`the request is larger than ${maxRequestBytes} bytes`)
  }
  return JSON.parse(text === '' ? '{}' : text)
}
