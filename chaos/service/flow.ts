import { randomBytes } from 'node:crypto'
import { type Agent, type Dispatcher, request } from 'undici'
import { substituted, type Variables } from '../experiment/variables.ts'
import { decodedText } from '../intruder/answer.ts'
import type { CallOutcome } from '../lab/client.ts'
import { type ErrorPlace, errorNameIn, saysNo } from './error-name.ts'
import type { OwnSecrets } from './own-secrets.ts'
import { openSession, type UserSession } from './session.ts'

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
  /** Receives every credential that the user sends or is given. */
  readonly own: Pick<OwnSecrets, 'saw' | 'isNamed'>
  /** Receives the id of the trace that each request begins. */
  readonly sentTrace?: ((traceId: string) => void) | undefined
}

/** Flow without a declared one: the target's URL is read. */
export const plainFlow: readonly FlowStep[] = [{ method: 'GET', path: '', headers: {}, once: false, save: {} }]

/** Time that a caller waits for the service. */
const subjectTimeoutMs = 10_000

/** Characters of an answer that are searched for secrets. */
const maxAnswerLength = 65_536

export function createVirtualUser(options: VirtualUserOptions): VirtualUser {
  const session = openSession(options.variables, options.own)
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
  session: UserSession,
  options: VirtualUserOptions,
): Promise<Called | null> {
  const called = await inOrder(steps, session, options)
  return called.outcome.kind === 'failed' ? called : null
}

/** Makes steps until one fails. The outcome is degraded if that of a step is. */
async function inOrder(steps: readonly FlowStep[], session: UserSession, options: VirtualUserOptions): Promise<Called> {
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

/** Makes one request. A status from 400 is a failure, and so is an answer that says no. Its name stands in the answer. */
async function makeStep(
  step: FlowStep,
  session: UserSession,
  { url, dispatcher, errors, sentTrace = () => undefined }: VirtualUserOptions,
): Promise<Called> {
  try {
    const sent = await filled(step, session, url)
    const { method, headers, body } = sent
    session.sends(sent)
    const trace = newTrace()
    sentTrace(trace.id)
    const answer = await request(sent.url, {
      method,
      headers: { traceparent: trace.parent, ...headers },
      dispatcher,
      signal: AbortSignal.timeout(subjectTimeoutMs),
      ...(body === null ? {} : { body }),
    })
    const bytes = Buffer.from(await answer.body.arrayBuffer())
    const answered = (decodedText(answer.headers, bytes) ?? bytes.toString('utf8')).slice(0, maxAnswerLength)
    await session.keepCookies(sent.url.href, answer.headers['set-cookie'])
    const outcome = session.isAstray(step, answer.statusCode)
      ? { kind: 'failed' as const, error: errorNameIn({ headers: answer.headers, text: answered }, errors) }
      : outcomeOf(answer, answered, errors)
    const isSaved = outcome.kind === 'failed' || session.keepValues(step.save, answered)
    return {
      outcome: isSaved ? outcome : { kind: 'failed', error: 'nothing_to_save' },
      text: `${Object.values(answer.headers).join('\n')}\n${answered}`,
    }
  } catch {
    return { outcome: { kind: 'failed', error: null }, text: '' }
  }
}

function outcomeOf(
  { statusCode, headers }: Pick<Dispatcher.ResponseData, 'statusCode' | 'headers'>,
  text: string,
  errors: readonly ErrorPlace[],
): CallOutcome {
  const isDegraded = headers['x-degraded'] !== undefined
  if (statusCode >= 400 || (!isDegraded && saysNo(text)))
    return { kind: 'failed', error: errorNameIn({ headers, text }, errors) }
  return isDegraded ? { kind: 'degraded', error: 'degraded' } : { kind: 'ok' }
}

/** Puts the values of a session into a step. A `Cookie` header of the step outranks the kept cookies. */
async function filled({ method, path, headers, body }: FlowStep, session: UserSession, target: string) {
  const fill = (text: string) => String(substituted(text, session.saved))
  const url = path === '' ? new URL(target) : new URL(fill(path), target)
  const cookie = await session.cookiesFor(url.href)
  const json = typeof body === 'string' ? {} : { 'content-type': 'application/json' }
  const own = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), fill(value)]))
  const text = typeof body === 'string' ? fill(body) : JSON.stringify(substituted(body, session.saved))
  return {
    method,
    url,
    headers: { ...(body === undefined ? {} : json), ...(cookie === '' ? {} : { cookie }), ...own },
    body: body === undefined ? null : text,
  }
}

/** Names the call in the W3C Trace Context, so that traces of the service can be joined. */
function newTrace(): { readonly id: string; readonly parent: string } {
  const id = randomBytes(16).toString('hex')
  return { id, parent: `00-${id}-${randomBytes(8).toString('hex')}-01` }
}
