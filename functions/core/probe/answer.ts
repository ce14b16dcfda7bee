import type { IncomingHttpHeaders } from 'node:http'
import type { WireAnswer } from './network/network.ts'

/** An answer as rules and expectations look at it: JSON if it is JSON, and the headers. Lives as long as one interpretation. */
export type ParsedAnswer = {
  readonly status: number
  /** Undefined where the body is not JSON. */
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

/** The parser's error quotes the body, so it is dropped. */
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
