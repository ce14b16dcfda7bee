import type { Announcement } from '../../../../functions/core/alerting/incidents/announcement.ts'
import { pageTestTag } from '../../../../functions/core/alerting/messages/check-report.ts'
import type { Message } from '../../../../functions/core/alerting/messages/message.ts'
import { monitorMessage } from '../../../../functions/core/alerting/messages/monitor-message.ts'
import { securityMessage } from '../../../../functions/core/alerting/messages/security-message.ts'
import { messageOf } from '../../../../functions/core/alerting/page-message.ts'
import { noteOverride } from '../../../../functions/core/gate/override.ts'
import type { Check } from '../../../../functions/core/model/check.ts'
import { rotationMessage } from '../../../../functions/core/rotation/message.ts'
import { type RotationProblem, rotationProblems } from '../../../../functions/core/rotation/rotation-problem.ts'
import type { Outage, Storm, StormCause } from '../../../../functions/core/state/conditions.ts'
import type { MessageKind, PendingMessage } from '../../../../functions/core/state/incident.ts'
import type { CheckState } from '../../../../functions/core/state/state.ts'
import { aRotation } from '../../../status-page/full-facts.ts'
import { aCheck, aDeployment } from '../../../support/check.ts'
import { entriesOf } from '../../../support/entries.ts'
import { nowMs } from '../../../support/reading.ts'
import { aPlace } from '../../../support/stores.ts'
import { anIncident, aState, pendingMessage } from '../../../support/verdict.ts'

/** A message of one kind. */
export type MessageSample = {
  /** Heading of the docs page. */
  readonly when: string
  readonly message: Message
}

const hourMs = 3_600_000
const dayMs = 24 * hourMs
const later = { at: nowMs + hourMs }

/** Texts that a person or a provider writes into a message. */
export type WrittenTexts = {
  readonly impact: string
  readonly runbook: string
  readonly owner: string
  readonly detail: string
}

export const usual: WrittenTexts = {
  impact: 'Nobody can be billed',
  runbook: 'https://wiki.example/tokens',
  owner: 'platform',
  detail: 'token-revoked (HTTP 403)',
}

/** Words of a check's own messages, by kind. */
const headings: Readonly<Record<MessageKind, string>> = {
  open: 'A token is revoked',
  never_worked: 'A new token has never worked',
  escalate: 'It became worse',
  also: 'The check has another problem too',
  expiry_threshold: 'A token that a person rotates expires soon',
  remind: 'It is still open',
  after_silence: 'A silence has ended, and it is still open',
  resolve: 'It is good again',
  removed: 'Its check was removed',
  flapping: 'It comes and goes',
  flapping_ended: 'It no longer comes and goes',
}

/** Returns a sample of every kind of message that Tokenwatch sends. */
export async function samplesOf(written: WrittenTexts): Promise<readonly MessageSample[]> {
  const { detail } = written
  const check = aCheck({ id: 'billing', usedBy: ['shop', 'invoices'], ...written })
  return [
    ...entriesOf(headings).map(([kind, when]) => ({ when, message: aboutCheck(check, kind, detail) })),
    ...around(check, detail),
    ...aboutMany(),
    { when: 'A rotation is in order again', message: aboutRotation(check, 'resolve', 'no_progress', detail) },
    ...entriesOf(rotationProblems).map(([problem]) => ({
      when: `A rotation: ${problem}`,
      message: aboutRotation(check, 'open', problem, detail),
    })),
    { when: 'A deployment overrides the gate', message: await anOverride(check, detail) },
    { when: 'Tokenwatch itself is broken', message: aboutMonitor('broken') },
    { when: 'Tokenwatch itself works again', message: aboutMonitor('recovered') },
    {
      when: 'Tokenwatch refused something',
      message: securityMessage([{ kind: 'message_not_ours', times: 3 }], nowMs, aPlace),
    },
  ]
}

function dead(detail: string): CheckState {
  return aState({
    standing: 'invalid',
    reason: 'revoked',
    reasons: ['revoked'],
    detail,
    lastGood: nowMs - 300_000,
    expiry: { source: 'header', at: nowMs / 1_000 + 40 * 86_400 },
    evidence: { ...aState().evidence, status: 403, rule: 'token-revoked' },
  })
}

const kindsAtLater: ReadonlySet<MessageKind> = new Set([
  'remind',
  'after_silence',
  'resolve',
  'removed',
  'flapping_ended',
])

/** Kinds after which the check may be good. */
const good: ReadonlySet<MessageKind> = new Set(['resolve', 'flapping_ended'])

function aboutCheck(check: Check, kind: MessageKind, detail: string): Message {
  const at = kindsAtLater.has(kind) ? later : {}
  if (kind === 'removed')
    return messageOf(
      {
        about: 'removed',
        check: check.key,
        environment: check.environment,
        pending: pendingMessage(kind, { ...later, incident: anIncident({ detail }) }),
      },
      aPlace,
    )
  if (kind === 'expiry_threshold') return anEnd(check, detail)
  const pending = pendingMessage(kind, { ...at, incident: anIncident({ detail }) })
  const state = good.has(kind)
    ? aState()
    : { ...dead(detail), changes: [40, 30, 20, 10, 5].map((ago) => nowMs - ago * 60_000) }
  return messageOf({ about: 'check', pending, check, state }, aPlace)
}

/** An expiry that comes near, of a token that a person rotates. */
function anEnd(check: Check, detail: string): Message {
  const incident = anIncident({ severity: 'notice', reason: 'expiring', detail, notified: { to: 'notice', at: nowMs } })
  const state = aState({
    reason: 'expiring',
    reasons: ['expiring'],
    detail,
    expiry: { source: 'jwt', at: (nowMs + 7 * dayMs) / 1_000 },
  })
  return messageOf(
    { about: 'check', pending: pendingMessage('expiry_threshold', { to: 'notice', incident }), check, state },
    aPlace,
  )
}

/** Messages about the same check under other conditions. */
function around(check: Check, detail: string): readonly MessageSample[] {
  const acknowledged = anIncident({ detail, acknowledged: { by: 'sam', at: nowMs } })
  const experiment = { runId: 'payments-game-day', checks: [check.key], until: nowMs + hourMs }
  const news = { check, state: dead(detail) }
  const notices = [
    granted(check),
    granted(aCheck({ id: 'reports', usedBy: ['finance'], impact: 'The month cannot be closed' })),
  ] as const
  return [
    {
      when: 'It became worse after somebody acknowledged it',
      message: messageOf(
        { about: 'check', ...news, pending: pendingMessage('escalate', { incident: acknowledged }) },
        aPlace,
      ),
    },
    {
      when: 'A token is broken on purpose',
      message: messageOf(
        { about: 'check', ...news, experiment, pending: pendingMessage('open', { incident: anIncident({ detail }) }) },
        aPlace,
      ),
    },
    {
      when: 'A test page',
      message: messageOf(
        { about: 'check', pending: pendingMessage('open'), check: { ...check, tags: [pageTestTag] }, state: aState() },
        aPlace,
      ),
    },
    { when: 'Several notices of one tick', message: messageOf({ about: 'checks', news: notices }, aPlace) },
  ]
}

const granted = (check: Check) => {
  const incident = anIncident({ severity: 'notice', reason: 'over_scoped', detail: 'forbidden scopes granted: admin' })
  const pending: PendingMessage = pendingMessage('open', { to: 'notice', incident })
  return { check, state: aState(), pending }
}

const share = {
  open: 212,
  unknown: 400,
  reasons: { unreachable: 380, timed_out: 20 },
  sample: ['production/ci-bot', 'production/release', 'staging/ci-bot'],
  environments: ['production', 'staging'],
} as const

const outage: Outage = {
  kind: 'outage',
  id: 'github',
  revision: 1,
  openedAt: nowMs,
  closedAt: null,
  shares: { '5m': share },
  notified: { at: nowMs, checks: 400 },
  reminders: 0,
  pending: ['open'],
}

const storm: Storm = {
  kind: 'storm',
  id: 'github',
  revision: 1,
  openedAt: nowMs,
  bad: 12,
  of: 40,
  cleared: null,
  reminders: 0,
  pending: ['open'],
  sample: ['production/ci-bot', 'production/release'],
  environments: ['production'],
}

const causes: readonly (readonly [when: string, cause: StormCause])[] = [
  ['Tokens of one secret die together', { by: 'secret', name: 'production/shared' }],
  ['Tokens of one identity die together', { by: 'identity', name: 'acme-bot' }],
  ['Tokens of one issuer die together', { by: 'issuer', name: 'login.acme.example' }],
  ['Many known ends come near, and nothing can be checked', { by: 'ends', name: 'github' }],
  ['Many die, and page nobody', { by: 'quiet', name: 'github' }],
]

const endings = { open: nowMs, remind: nowMs + 4 * hourMs, resolve: nowMs + 5 * hourMs } as const

function aboutMany(): readonly MessageSample[] {
  const messageFor = (announcement: Announcement) => messageOf(announcement, aPlace)
  const words = { open: '', remind: ': still open', resolve: ': over' } as const
  return [
    ...entriesOf(endings).map(([kind, at]) => ({
      when: `A provider does not answer${words[kind]}`,
      message: messageFor({ about: 'outage', kind, outage, at }),
    })),
    ...entriesOf(endings).map(([kind, at]) => ({
      when: `An alert storm${words[kind]}`,
      message: messageFor({ about: 'storm', kind, storm, at }),
    })),
    ...causes.map(([when, cause]) => ({
      when,
      message: messageFor({
        about: 'storm',
        kind: 'open',
        storm: { ...storm, id: `${cause.by} ${cause.name}`, cause },
        at: nowMs,
      }),
    })),
  ]
}

function aboutRotation(check: Check, kind: 'open' | 'resolve', problem: RotationProblem, detail: string): Message {
  const record = aRotation(check.key)
  return rotationMessage(
    { kind, check, record, pendingMessage: { problem, detail, at: nowMs, notified: false } },
    aPlace,
  )
}

async function anOverride(check: Check, reason: string): Promise<Message> {
  const messages: Message[] = []
  await noteOverride(
    { reason, by: 'sam in run 1234', against: [check.key] },
    {
      deployment: aDeployment([check]),
      log: () => {},
      recordOverride: async (_, publish) => publish(),
      publish: async (message) => {
        messages.push(message)
      },
      place: aPlace,
      now: () => nowMs,
    },
  )
  const [message] = messages
  if (message === undefined) throw new Error('no message was published')
  return message
}

function aboutMonitor(kind: Parameters<typeof monitorMessage>[0]['kind']): Message {
  const breakdown = { since: nowMs, canary: 'known-bad', reason: 'healthy' } as const
  return monitorMessage({ kind, breakdown, at: kind === 'broken' ? nowMs : nowMs + hourMs }, aPlace)
}
