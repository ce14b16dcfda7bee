import diagnostics from 'node:diagnostics_channel'
import type { IncomingMessage } from 'node:http'
import type { Check } from '../../functions/core/model/check.ts'
import { concurrency } from '../../functions/core/tick/concurrency.ts'
import { startApi } from '../../local/api/api.ts'
import { type OAuthServer, startOAuth } from '../../local/oauth/server.ts'
import { type Stack, startStack } from '../../local/stack.ts'
import { aDeployment, aSecret } from '../support/check.ts'
import { type HighWater, highWater, peakMemoryMib } from './support/high-water.ts'
import { atMost, type BenchRow } from './support/row.ts'
import { benchCheck } from './support/subject.ts'

export const name = 'tick-1000'

const size = 1_000
const cadence = '5m'
const barSeconds = 10
const barMemoryMib = 300
/** Probe functions that the lab runs side by side; each keeps to the limit of a host. */
const probesAtOnce = 2
const client = { clientId: 'ci-bot', clientSecret: 'bench', scopes: ['invoices:read'], ttlSeconds: 3_600 }

/** A thousand checks, each with a token of its own, all against the lab's API; the lab runs in this process, as `npm start` has it. */
export async function run(): Promise<readonly BenchRow[]> {
  const oauth = await startOAuth({ clients: [client] })
  const api = await startApi({ oauth, environment: 'production' })
  const { checks, secrets } = await watched(oauth, `${api.url}/me`)
  const stack = await startStack({ deployment: aDeployment(checks), secrets, scheduled: false })
  const water = requestsAt(new URL(api.url).port)
  try {
    const first = await tickSeconds(stack)
    const second = await tickSeconds(stack)
    const third = await tickSeconds(stack)
    const puts = stack.aws.cloudwatch.calls.filter(({ operation }) => operation === 'PutMetricData').length
    return [
      atMost(`first tick of ${size} checks (cold, every secret read, every state written)`, first, barSeconds, 's'),
      atMost(`second tick of ${size} checks`, second, barSeconds, 's'),
      atMost(`third tick of ${size} checks`, third, barSeconds, 's'),
      atMost('most requests at the API at once', water.highest, probesAtOnce * concurrency.perHost, 'requests'),
      // A tick sends the metrics of the one before it, so three ticks have sent those of two.
      atMost('PutMetricData for each tick', puts / 2, 1, 'calls'),
      atMost("peak memory of the lab's process", peakMemoryMib(), barMemoryMib, 'MiB'),
    ]
  } finally {
    await stack.close()
    await api.close()
    await oauth.close()
  }
}

async function watched(oauth: OAuthServer, url: string) {
  const checks: Check[] = []
  const secrets = new Map<string, string>()
  for (let index = 0; index < size; index += 1) {
    const id = `check-${index}`
    const { accessToken } = await oauth.mint({
      clientId: client.clientId,
      scope: 'invoices:read',
      format: 'opaque',
      ttlSeconds: client.ttlSeconds,
    })
    secrets.set(`production/${id}`, accessToken)
    const secret = aSecret({ token: null }, { source: { from: 'secrets-manager', id: `production/${id}` } })
    checks.push(benchCheck(url, { id, key: `production/${id}`, secret, criticalSeconds: 60, warnSeconds: 60 }))
  }
  return { checks, secrets }
}

/** Wall time of a whole tick, from its invocation to the end of its last batch. All of its checks must be healthy. */
async function tickSeconds(stack: Stack): Promise<number> {
  let healthy = 0
  const stop = stack.logbook.onEvent((event) => {
    if (event.event === 'reading' && event.reason === 'healthy') healthy += 1
    if (event.event === 'readings') healthy += Object.keys(event.unchanged).length
  })
  const startedMs = performance.now()
  await stack.tick(cadence)
  stop()
  if (healthy !== size) throw new Error(`${healthy} of ${size} checks are healthy: not what is measured`)
  return (performance.now() - startedMs) / 1_000
}

/** Counts the requests that a server of this process is answering, through Node's own events for every server. */
function requestsAt(port: string): HighWater {
  const water = highWater()
  const isAt = ({ socket }: IncomingMessage) => String(socket.localPort) === port
  onRequest('http.server.request.start', (request) => {
    if (isAt(request)) water.enter(port)
  })
  onRequest('http.server.response.finish', (request) => {
    if (isAt(request)) water.leave(port)
  })
  return water
}

/** Subscribes to an event of every HTTP server. A boundary: Node does not type the messages of its channels. */
function onRequest(channel: string, listen: (request: IncomingMessage) => void): void {
  diagnostics.subscribe(channel, (message) => listen((message as { request: IncomingMessage }).request))
}
