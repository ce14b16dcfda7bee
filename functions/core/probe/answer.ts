import type { IncomingHttpHeaders } from 'node:http'
import type { Credential } from '../model/credential.ts'
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

/** An answer as it came, and without the credentials that it repeats. What is claimed has to hold of both. */
export type ReadAnswer = { readonly answer: ParsedAnswer; readonly said: ParsedAnswer }

/** Reads an answer to a request that carried some credentials. */
export function readAnswer(wire: WireAnswer, credentials: readonly Credential[]): ReadAnswer {
  const answer = parseAnswer(wire)
  return { answer, said: withoutEchoes(answer, credentials) }
}

/**
 * Returns the answer without the credentials that it repeats: words are read from this, since a random value may hold the letters of any
 * word, and two refusals that differ in their echo alone say the same. An echo in a header is taken out as well.
 */
export function withoutEchoes(answer: ParsedAnswer, credentials: readonly Credential[]): ParsedAnswer {
  const removers = credentials.map((credential) => credential.remover())
  const clean = (text: string): string => removers.reduce((cleaned, remove) => remove(cleaned), text)
  const text = clean(answer.text)
  // An escape in the text of JSON may hide an echo.
  const isClean = text === answer.text && !text.includes('\\')
  const json = isClean || answer.json === undefined ? answer.json : withTexts(parseJson(answer.text), clean)
  const header = (name: string): string | null => {
    const value = answer.header(name)
    return value === null ? null : clean(value)
  }
  return { ...answer, json, plain: answer.plain === '' ? '' : text, text, header }
}

/** Changes every text of parsed JSON in place, without recursion: a foreign server decides how deep it is. */
function withTexts(json: unknown, change: (text: string) => string): unknown {
  const root = { json }
  const containers: Record<string, unknown>[] = [root]
  for (const container of containers)
    for (const [name, value] of Object.entries(container)) {
      if (typeof value === 'string') container[name] = change(value)
      else if (isContainer(value)) containers.push(value)
    }
  return root.json
}

/** An object or a list is never a page, whatever its type says: many servers label their JSON `text/html`. */
const isContainer = (json: unknown): json is Record<string, unknown> => typeof json === 'object' && json !== null

/** Returns true if the body speaks of an error, in JSON or in text, or if a header of gRPC or of a guard does. */
export function speaksOfError({ json, text, header }: ParsedAnswer): boolean {
  if ((header('grpc-status') ?? '0') !== '0') return true
  if (errorHeaders.some((name) => header(name) !== null)) return true
  if (header('x-amzn-waf-action') !== null || header('cf-mitigated') !== null) return true
  return isContainer(json) ? reportsFailure(json) : textReportsFailure(text)
}

/** Headers that name an error beside any status. */
const errorHeaders = ['x-error', 'x-error-code', 'x-errorcode', 'x-ms-error-code', 'x-amzn-errortype']

function headerOf(headers: IncomingHttpHeaders, name: string): string | null {
  const value = headers[name]
  return Array.isArray(value) ? value.join(', ') : (value ?? null)
}
