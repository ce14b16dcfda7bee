import protobuf from 'protobufjs/light.js'

/**
 * The parts of OTLP's messages that are read, with the field numbers of opentelemetry-proto 1.x (trace.proto, resource.proto, common.proto).
 * All other fields are skipped, so that no name, event or value of them gets into memory.
 */
const messages = {
  nested: {
    ExportRequest: { fields: { resourceSpans: { rule: 'repeated', type: 'ResourceSpans', id: 1 } } },
    ResourceSpans: {
      fields: {
        resource: { type: 'Resource', id: 1 },
        scopeSpans: { rule: 'repeated', type: 'ScopeSpans', id: 2 },
      },
    },
    Resource: { fields: { attributes: { rule: 'repeated', type: 'KeyValue', id: 1 } } },
    ScopeSpans: { fields: { spans: { rule: 'repeated', type: 'Span', id: 2 } } },
    Span: {
      fields: {
        traceId: { type: 'bytes', id: 1 },
        spanId: { type: 'bytes', id: 2 },
        parentSpanId: { type: 'bytes', id: 4 },
        kind: { type: 'int32', id: 6 },
        startTimeUnixNano: { type: 'fixed64', id: 7 },
        endTimeUnixNano: { type: 'fixed64', id: 8 },
        attributes: { rule: 'repeated', type: 'KeyValue', id: 9 },
        status: { type: 'Status', id: 15 },
      },
    },
    Status: { fields: { code: { type: 'int32', id: 3 } } },
    KeyValue: { fields: { key: { type: 'string', id: 1 }, value: { type: 'AnyValue', id: 2 } } },
    AnyValue: { fields: { stringValue: { type: 'string', id: 1 }, intValue: { type: 'int64', id: 3 } } },
  },
}

const exportRequestType = protobuf.Root.fromJSON(messages).lookupType('ExportRequest')

/** Decodes an export request into the shape of OTLP's JSON. Throws if the bytes are none. */
export function exportRequestOf(body: Buffer): unknown {
  const decoded = exportRequestType.toObject(exportRequestType.decode(body), { longs: String, bytes: String })
  // Bytes become base64 here, and are hexadecimal in OTLP's JSON.
  return JSON.parse(JSON.stringify(decoded), (name, value) =>
    /^(?:traceId|spanId|parentSpanId)$/.test(name) ? Buffer.from(String(value), 'base64').toString('hex') : value,
  )
}
