import type { Check } from '../model/check.ts'
import type { Deployment } from '../model/deployment.ts'
import { fieldOf } from '../model/field-of.ts'
import { ownCheck } from '../model/own-check.ts'
import type { Incident, MessageKind } from '../state/incident.ts'
import { type CheckState, stateSchema } from '../state/state.ts'
import { type DeliverDependencies, deliver } from './deliver.ts'
import { pageTestTag } from './messages/check-report.ts'

/** A request for a test page; `null` means every environment. With an owner, its people are paged instead of the environment's. */
export type PageTestRequest = { readonly environment: string | null; readonly owner?: string }

/** The answer of the probe function. */
export type PageTestReply =
  | { readonly kind: 'tested'; readonly environments: readonly PageTested[] }
  | { readonly kind: 'no_such_environment' | 'no_such_owner'; readonly names: readonly string[] }

/** Result of the two test messages of one environment, the opening and the end. */
export type PageTested = {
  readonly environment: string
  /** Absent where the people of the environment were paged. */
  readonly owner?: string
  /** Messages that SNS accepted. That proves no arrival: ask the person who should have been paged. */
  readonly sent: number
  /** Messages that SNS did not accept, or that could not be stored. */
  readonly unsent: number
}

/** Returns the event that requests a test page. */
export const pageTestEvent = (request: PageTestRequest): object => ({ pageTest: request })

/** Reads the request in an event; `null` for another kind of event. */
export function parsePageTest(event: unknown): PageTestRequest | null {
  const request = fieldOf(event, 'pageTest')
  if (request === undefined) return null
  const [environment, owner] = [fieldOf(request, 'environment'), fieldOf(request, 'owner')]
  return {
    environment: typeof environment === 'string' ? environment : null,
    ...(typeof owner === 'string' ? { owner } : {}),
  }
}

/** Reads the answer of the probe function; `null` for any other text. */
export function parsePageTestReply(payload: string): PageTestReply | null {
  let parsed: unknown
  try {
    parsed = JSON.parse(payload)
  } catch {
    return null
  }
  const [kind, environments, names] = ['kind', 'environments', 'names'].map((name) => fieldOf(parsed, name))
  if (kind === 'tested' && Array.isArray(environments)) return { kind, environments: environments.filter(isTested) }
  if ((kind === 'no_such_environment' || kind === 'no_such_owner') && Array.isArray(names))
    return { kind, names: names.filter((name) => typeof name === 'string') }
  return null
}

const isTested = (value: unknown): value is PageTested =>
  typeof fieldOf(value, 'environment') === 'string' &&
  typeof fieldOf(value, 'sent') === 'number' &&
  typeof fieldOf(value, 'unsent') === 'number'

export type PageTestDependencies = DeliverDependencies & { readonly deployment: Deployment; now(): number }

/**
 * Sends a test page through every step of a real one, for a check that does not exist: one conditional write stores its state and
 * both messages, then both are delivered. Each begins with TEST, and the second closes the incident that the first opens.
 */
export async function testPages(
  { environment, owner }: PageTestRequest,
  dependencies: PageTestDependencies,
): Promise<PageTestReply> {
  const names = dependencies.deployment.environments.map(({ name }) => name)
  const wanted = environment === null ? names : names.filter((name) => name === environment)
  if (wanted.length === 0) return { kind: 'no_such_environment', names }
  const owners = dependencies.deployment.owners.map(({ name }) => name)
  if (owner !== undefined && !owners.includes(owner)) return { kind: 'no_such_owner', names: owners }
  const environments = await Promise.all(wanted.map((name) => testOne(name, owner, dependencies)))
  return { kind: 'tested', environments }
}

const messages: readonly MessageKind[] = ['open', 'resolve']

async function testOne(
  environment: string,
  owner: string | undefined,
  dependencies: PageTestDependencies,
): Promise<PageTested> {
  const { states, now } = dependencies
  const check = checkIn(environment, owner)
  const tested = owner === undefined ? { environment } : { environment, owner }
  const previous = (await states.read([check.key])).get(check.key)
  const state = stateWithTestMessages(check, (previous?.revision ?? 0) + 1, now())
  if (!(await states.write(state))) return { ...tested, sent: 0, unsent: messages.length }
  const { sent, pending } = await deliver(state, check, dependencies)
  return { ...tested, sent, unsent: pending }
}

/** Returns the state of a valid check with both test messages pending. */
function stateWithTestMessages({ key }: Check, revision: number, nowMs: number): CheckState {
  const incident: Incident = {
    openedAt: nowMs,
    severity: 'page',
    reason: 'rejected',
    detail: 'nothing is wrong, this tests whether pages arrive',
    notified: { to: 'page', at: nowMs },
    suppressedBy: null,
    reminders: 0,
    acknowledged: null,
  }
  return {
    schema: stateSchema,
    check: key,
    revision,
    tick: nowMs,
    standing: 'valid',
    reason: 'healthy',
    severity: 'none',
    reasons: [],
    detail: '',
    since: nowMs,
    lastGood: nowMs,
    expiry: null,
    versionId: null,
    evidence: { status: null, rule: null, identity: null, environment: null, scopes: null },
    streak: { standing: 'valid', ticks: 1 },
    incident: null,
    recovering: 0,
    expiryThreshold: null,
    changes: [],
    flapping: null,
    rotationFailed: null,
    pending: messages.map((kind) => ({ kind, to: 'page', incident, at: nowMs })),
  }
}

/** Returns a check that watches nothing. No check of a config shares its state: ids have no colon. */
function checkIn(environment: string, owner: string | undefined): Check {
  const impact = 'Nothing: this is a test page'
  const common = { environment, impact, tags: [pageTestTag] }
  if (owner === undefined) return ownCheck({ id: 'test:page', ...common })
  return ownCheck({ id: `test:page:${owner}`, ...common, owner, routesTo: owner })
}
