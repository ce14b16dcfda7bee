/**
 * A service in a process of its own, with the SDK of OpenTelemetry: `node traced-service.ts <settings as JSON>`. It calls what lies behind it,
 * again if that fails, and prints its URL.
 */
import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import { type Context, propagation, ROOT_CONTEXT, type Span, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api'
import { W3CTraceContextPropagator } from '@opentelemetry/core'
import { OTLPTraceExporter as JsonExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { OTLPTraceExporter as ProtobufExporter } from '@opentelemetry/exporter-trace-otlp-proto'
import { resourceFromAttributes } from '@opentelemetry/resources'
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace'
import { portOf } from '../../local/loopback.ts'

/** Settings of a traced service. */
export type TracedServiceSettings = {
  readonly name: string
  readonly upstream: string
  readonly retries: number
  readonly token: string
  readonly traces: string
  readonly encoding: 'json' | 'protobuf'
}

const settings: TracedServiceSettings = JSON.parse(process.argv[2] ?? '{}')
const { name, upstream, retries, token, traces, encoding } = settings
const to = { url: `${traces}/v1/traces` }
const exporter = encoding === 'json' ? new JsonExporter(to) : new ProtobufExporter(to)
const provider = new TracerProvider({
  resource: resourceFromAttributes({ 'service.name': name }),
  spanProcessors: [new BatchSpanProcessor({ exporter, scheduledDelayMillis: 100 })],
})
const tracer = provider.getTracer('traced-service')
propagation.setGlobalPropagator(new W3CTraceContextPropagator())

/** Ends a span as the semantic conventions for HTTP say, and with a header that some instrumentations record. */
function endSpan(span: Span, status: number, isServer: boolean): void {
  span.setAttributes({ 'http.response.status_code': status, 'http.request.header.authorization': `Bearer ${token}` })
  if (status >= (isServer ? 500 : 400)) span.setStatus({ code: SpanStatusCode.ERROR, message: `refused ${token}` })
  span.end()
}

async function ask(within: Context): Promise<number> {
  const span = tracer.startSpan(`GET /?access_token=${token}`, { kind: SpanKind.CLIENT }, within)
  const headers: Record<string, string> = { authorization: `Bearer ${token}` }
  propagation.inject(trace.setSpan(within, span), headers)
  const { status } = await fetch(upstream, { headers }).catch(() => ({ status: 502 }))
  endSpan(span, status, false)
  return status
}

async function serve(request: IncomingMessage): Promise<number> {
  const parent = propagation.extract(ROOT_CONTEXT, request.headers)
  const span = tracer.startSpan('GET /', { kind: SpanKind.SERVER }, parent)
  const within = trace.setSpan(parent, span)
  let status = await ask(within)
  for (let again = 0; again < retries && status >= 400; again += 1) status = await ask(within)
  const answered = status < 400 ? 200 : 502
  endSpan(span, answered, true)
  return answered
}

const server = createServer(async (request, response) => {
  const status = await serve(request)
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(JSON.stringify(status === 200 ? {} : { error: 'provider_unavailable' }))
})
await once(server.listen(0, '127.0.0.1'), 'listening')
process.stdout.write(`http://127.0.0.1:${portOf(server)}/\n`)
