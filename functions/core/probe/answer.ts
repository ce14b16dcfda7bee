import type { IncomingHttpHeaders } from 'node:http'
import { reportsFailure, textReportsFailure } from '../model/failure-bodies.ts'
import { parseJson } from '../model/json-field.ts'
import type { WireAnswer } from './network/network.ts'

/** A parsed answer, for rules and expectations. It exists during one interpretation only. */
export type ParsedAnswer = {
  readonly status: number
  /** Undefined if the body is not JSON. */
  readonly json: unknown
  /** The body as text, if it is neither JSON nor a page; else empty. */
  readonly plain: string
  readonly html: boolean
  /** The body as it came, without a mark of its encoding. */
  readonly text: string
  header(name: string): string | null
}

export function parseAnswer({ status, headers, body }: WireAnswer): ParsedAnswer {
  const text = Buffer.from(body)
    .toString('utf8')
    .replace(/^\uFEFF/, '')
  const json = parseJson(text)
  const labelled = /html/i.test(headerOf(headers, 'content-type') ?? '')
  const html = (labelled && !isContainer(json)) || /^\s*<(!doctype|html)/i.test(text)
  const plain = html || json !== undefined ? '' : text
  return { status, json: html ? undefined : json, plain, html, text, header: (name) => headerOf(headers, name) }
}

/** An object or a list is never a page, whatever its type says: many servers label their JSON `text/html`. */
const isContainer = (json: unknown): boolean => typeof json === 'object' && json !== null

/** Returns true if the body speaks of an error, in JSON or in text, or if a header of gRPC or of a guard does. */
export function speaksOfError({ json, text, header }: ParsedAnswer): boolean {
  if ((header('grpc-status') ?? '0') !== '0') return true
  if (header('x-amzn-waf-action') !== null || header('cf-mitigated') !== null) return true
  return isContainer(json) ? reportsFailure(json) : textReportsFailure(text)
}

function headerOf(headers: IncomingHttpHeaders, name: string): string | null {
  const value = headers[name]
  return Array.isArray(value) ? value.join(', ') : (value ?? null)
}
