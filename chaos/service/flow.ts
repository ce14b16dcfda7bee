import { randomBytes } from 'node:crypto'
import { type Agent, request } from 'undici'
import { substituted, type Variables } from '../experiment/variables.ts'
import { memberAt } from '../intruder/acceptance.ts'
import type { CallOutcome } from '../lab/client.ts'
import { type ErrorPlace, errorNameIn } from './error-name.ts'

/** A request of the load. Texts may hold `${name}`, of the experiment's variables or saved by an earlier step. */
export type FlowStep = {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'HEAD'
  /** Path, or URL, relative to the target's URL. */
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  /** Sent as JSON, or as it is if it is a text. */
  readonly body?: unknown
  /** Made once by each arm, before the first call, such as a login. */
  readonly once: boolean
  /** JSON pointers into the answer, by the names under which later steps use the values. */
  readonly save: Readonly<Record<string, string>>
}

/** The answer to a call, and all texts of it that are searched for secrets. */
export type Called = { readonly outcome: CallOutcome; readonly text: string }

/** One user of a service. It keeps cookies and saved values like a browser, and makes the steps of its flow in order. */
export type VirtualUser = { call(): Promise<Called> }

export type VirtualUserOptions = {
  readonly url: string
  readonly flow: readonly FlowStep[]
  readonly variables: Variables
  readonly dispatcher: Agent
  readonly errors: readonly ErrorPlace[]
}

/** Flow without a declared one: the target's URL is read. */
export const plainFlow: readonly FlowStep[] = [{ method: 'GET', path: '', headers: {}, once: false, save: {} }]

/** Time that a caller waits for the service. */
const subjectTimeoutMs = 10_000

/** Characters of an answer that are searched for secrets. */
const maxAnswerLength = 65_536

type Session = { readonly cookies: Map<string, string>; readonly saved: Map<string, string> }

export function createVirtualUser(options: VirtualUserOptions): VirtualUser {
  const session: Session = { cookies: new Map(), saved: new Map(options.variables) }
  const [first, each] = [options.flow.filter(({ once }) => once), options.flow.filter(({ once }) => !once)]
  let begun: Promise<Called | null> | null = null
  return {
    async call() {
      begun ??= begin(first, session, options)
      const failure = await begun
      // A login that failed is tried again by the next call.
      if (failure !== null) {
        begun = null
        return failure
      }
      return inOrder(each, session, options)
    },
  }
}

async function begin(
  steps: readonly FlowStep[],
  session: Session,
  options: VirtualUserOptions,
): Promise<Called | null> {
  const called = await inOrder(steps, session, options)
  return called.outcome.kind === 'failed' ? called : null
}

/** Makes steps until one fails. The outcome is degraded if that of a step is. */
async function inOrder(steps: readonly FlowStep[], session: Session, options: VirtualUserOptions): Promise<Called> {
  let outcome: CallOutcome = { kind: 'ok' }
  const texts: string[] = []
  for (const step of steps) {
    const made = await makeStep(step, session, options)
    texts.push(made.text)
    if (made.outcome.kind !== 'ok') outcome = made.outcome
    if (outcome.kind === 'failed') break
  }
  return { outcome, text: texts.join('\n') }
}

/** Makes one request. A status from 400 is a failure, whose name stands in the answer. */
async function makeStep(
  step: FlowStep,
  session: Session,
  { url, dispatcher, errors }: VirtualUserOptions,
): Promise<Called> {
  try {
    const { path, headers, body } = filled(step, session)
    const {
      statusCode,
      headers: got,
      body: stream,
    } = await request(path === '' ? url : new URL(path, url), {
      method: step.method,
      headers: { traceparent: traceParent(), ...headers },
      dispatcher,
      signal: AbortSignal.timeout(subjectTimeoutMs),
      ...(body === null ? {} : { body }),
    })
    const answered = (await stream.text()).slice(0, maxAnswerLength)
    keepCookies(session, got['set-cookie'])
    const text = `${Object.values(got).join('\n')}\n${answered}`
    if (statusCode >= 400)
      return { outcome: { kind: 'failed', error: errorNameIn({ headers: got, text: answered }, errors) }, text }
    const isSaved = keepValues(session, step.save, answered)
    if (!isSaved) return { outcome: { kind: 'failed', error: 'nothing_to_save' }, text }
    const isDegraded = got['x-degraded'] !== undefined
    return { outcome: isDegraded ? { kind: 'degraded', error: 'degraded' } : { kind: 'ok' }, text }
  } catch {
    return { outcome: { kind: 'failed', error: null }, text: '' }
  }
}

function filled({ path, headers, body }: FlowStep, { cookies, saved }: Session) {
  const fill = (text: string) => String(substituted(text, saved))
  const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  const json = typeof body === 'string' ? {} : { 'content-type': 'application/json' }
  const own = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), fill(value)]))
  const text = typeof body === 'string' ? fill(body) : JSON.stringify(substituted(body, saved))
  return {
    path: fill(path),
    headers: { ...(body === undefined ? {} : json), ...(cookie === '' ? {} : { cookie }), ...own },
    body: body === undefined ? null : text,
  }
}

/** Names the call in the W3C Trace Context, so that traces of the service can be joined. */
function traceParent(): string {
  return `00-${randomBytes(16).toString('hex')}-${randomBytes(8).toString('hex')}-01`
}

function keepCookies({ cookies }: Session, header: string | readonly string[] | undefined): void {
  for (const line of [header ?? []].flat()) {
    const [, name, value] = /^([^=;]+)=([^;]*)/.exec(line) ?? []
    if (name !== undefined && value !== undefined) cookies.set(name.trim(), value)
  }
}

/** Returns false if a value is missing in the answer. */
function keepValues({ saved }: Session, save: FlowStep['save'], answered: string): boolean {
  const pointers = Object.entries(save)
  if (pointers.length === 0) return true
  const json = jsonOf(answered)
  return pointers.every(([name, pointer]) => {
    const value = memberAt(json, pointer)
    if (typeof value !== 'string' && typeof value !== 'number') return false
    saved.set(name, String(value))
    return true
  })
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
