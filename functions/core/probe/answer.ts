import type { IncomingHttpHeaders } from 'node:http'
import type { WireAnswer } from './network/network.ts'

/** A parsed answer, for rules and expectations. It exists during one interpretation only. */
export type ParsedAnswer = {
  readonly status: number
  /** Undefined if the body is not JSON. */
  readonly json: unknown
  readonly html: boolean
  header(name: string): string | null
}

export function parseAnswer({ status, headers, body }: WireAnswer): ParsedAnswer {
  const text = Buffer.from(body)
    .toString('utf8')
    .replace(/^\uFEFF/, '')
  const html = /html/i.test(headerOf(headers, 'content-type') ?? '') || /^\s*<(!doctype|html)/i.test(text)
  return { status, json: html ? undefined : parseJson(text), html, header: (name) => headerOf(headers, name) }
}

// The error of the parser quotes the body, so it is dropped.
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function headerOf(headers: IncomingHttpHeaders, name: string): string | null {
  const value = headers[name]
  return Array.isArray(value) ? value.join(', ') : (value ?? null)
}
