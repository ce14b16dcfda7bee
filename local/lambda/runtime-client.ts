import { Agent, type IncomingMessage, request } from 'node:http'
import { text } from 'node:stream/consumers'

/** An invocation as it was fetched. */
export type Fetched = {
  readonly invocation: {
    readonly requestId: string
    readonly deadlineMs: number
    readonly functionArn: string
    readonly clockOffsetMs: number
  }
  readonly event: unknown
}

/** The runtime's side of the Runtime API. */
export type RuntimeClient = {
  readonly next: () => Promise<Fetched>
  readonly post: (path: string, body: unknown) => Promise<void>
}

export function runtimeClient(address: string): RuntimeClient {
  const agent = new Agent({ keepAlive: true })

  function call(method: string, path: string, body?: string): Promise<IncomingMessage> {
    const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>()
    const outgoing = request(`http://${address}/2018-06-01/runtime/${path}`, { method, agent })
    outgoing.on('response', resolve).on('error', reject).end(body)
    return promise
  }

  return {
    async next() {
      const response = await call('GET', 'invocation/next')
      const header = (name: string) => String(response.headers[name] ?? '')
      const invocation = {
        requestId: header('lambda-runtime-aws-request-id'),
        deadlineMs: Number(header('lambda-runtime-deadline-ms')),
        functionArn: header('lambda-runtime-invoked-function-arn'),
        clockOffsetMs: Number(header('lab-clock-offset-ms')),
      }
      return { invocation, event: JSON.parse(await text(response)) }
    },
    async post(path, body) {
      const response = await call('POST', path, JSON.stringify(body))
      response.resume()
      if (response.statusCode !== 202) throw new Error(`The Runtime API answered ${response.statusCode}`)
    },
  }
}
