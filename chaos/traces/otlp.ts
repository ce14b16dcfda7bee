import { z } from 'zod'
import { exportRequestOf } from './otlp-protobuf.ts'

/** A span as far as it is kept: who, when, under whom, and whether it failed. Its name and its attributes are not kept. */
export type SeenSpan = {
  readonly traceId: string
  readonly spanId: string
  /** `null` for a span without a parent. */
  readonly parentId: string | null
  readonly service: string
  /** True for a span that stands for a request to somebody else. */
  readonly isOutgoing: boolean
  /** Epoch milliseconds. */
  readonly startMs: number
  readonly endMs: number
  readonly isFailed: boolean
}

/** Encodings of OTLP over HTTP, by their content types. */
export const otlpTypes = ['application/json', 'application/x-protobuf'] as const
export type OtlpType = (typeof otlpTypes)[number]

/** Reads the body of an export request. Returns `null` for a body that is none. */
export function spansIn(body: Buffer, type: OtlpType): readonly SeenSpan[] | null {
  try {
    const given: unknown = type === 'application/json' ? JSON.parse(body.toString('utf8')) : exportRequestOf(body)
    return exportRequest.parse(given).resourceSpans.flatMap(({ resource, scopeSpans }) => {
      const service = nameOfService(resource.attributes)
      return scopeSpans.flatMap(({ spans }) => spans.map((span) => seenSpan(span, service)))
    })
  } catch {
    return null
  }
}

const number = z.union([z.number(), z.string().regex(/^\d{1,20}$/)]).transform(Number)
const value = z.looseObject({ stringValue: z.string().optional(), intValue: number.optional() })
const attributes = z.array(z.object({ key: z.string(), value: value.default({}) })).default([])

/** Kinds and codes are numbers in OTLP; some exporters write their names. */
const kind = z.union([z.number(), z.string()]).default(0)
const span = z.object({
  traceId: z.string().regex(/^[\da-f]{32}$/i),
  spanId: z.string().regex(/^[\da-f]{16}$/i),
  parentSpanId: z.string().default(''),
  kind,
  startTimeUnixNano: number,
  endTimeUnixNano: number,
  attributes,
  status: z.object({ code: kind }).default({ code: 0 }),
})
const exportRequest = z.object({
  resourceSpans: z
    .array(
      z.object({
        resource: z.object({ attributes }).default({ attributes: [] }),
        scopeSpans: z.array(z.object({ spans: z.array(span).default([]) })).default([]),
      }),
    )
    .default([]),
})
type Attributes = z.output<typeof attributes>

/** Longer names are cut; they come from outside and stand in the report. */
const maxNameLength = 100

function nameOfService(given: Attributes): string {
  const name = given.find(({ key }) => key === 'service.name')?.value.stringValue ?? ''
  return name === '' ? 'unnamed' : name.slice(0, maxNameLength)
}

const [client, producer] = [new Set([3, 'SPAN_KIND_CLIENT']), new Set([4, 'SPAN_KIND_PRODUCER'])]
const errorCodes: ReadonlySet<unknown> = new Set([2, 'STATUS_CODE_ERROR'])

function seenSpan(given: z.output<typeof span>, service: string): SeenSpan {
  const status = statusIn(given.attributes)
  return {
    traceId: given.traceId.toLowerCase(),
    spanId: given.spanId.toLowerCase(),
    parentId: /^0*$/.test(given.parentSpanId) ? null : given.parentSpanId.toLowerCase(),
    service,
    isOutgoing: client.has(given.kind) || producer.has(given.kind),
    startMs: given.startTimeUnixNano / 1e6,
    endMs: given.endTimeUnixNano / 1e6,
    // A server's answer of 401 or 404 is no error by the semantic conventions, but for its caller it is.
    isFailed: errorCodes.has(given.status.code) || (status !== null && status >= 400),
  }
}

/** Reads the HTTP status, under its present and its former name. */
function statusIn(given: Attributes): number | null {
  const names = ['http.response.status_code', 'http.status_code']
  return given.find(({ key }) => names.includes(key))?.value.intValue ?? null
}
