import type { Announcement } from '../../../../functions/core/alerting/incidents/announcement.ts'
import { monitorMessage } from '../../../../functions/core/alerting/messages/monitor-message.ts'
import { messageOf } from '../../../../functions/core/alerting/page-message.ts'
import type { Check } from '../../../../functions/core/model/check.ts'
import { aCheck } from '../../../support/check.ts'
import { nowMs } from '../../../support/reading.ts'
import { aPlace } from '../../../support/stores.ts'
import { anIncident, aState, pendingMessage } from '../../../support/verdict.ts'

const check = aCheck({ id: 'billing', usedBy: ['shop', 'invoices'], impact: 'Nobody can be billed' })
const other = aCheck({ id: 'reports', usedBy: ['finance'], impact: 'The month cannot be closed' })
const hourMs = 3_600_000

const dead = aState({
  standing: 'invalid',
  reason: 'revoked',
  reasons: ['revoked'],
  lastGood: nowMs - 300_000,
  expiry: { source: 'header', at: nowMs / 1_000 + 40 * 86_400 },
  evidence: { ...aState().evidence, status: 403, rule: 'token-revoked' },
})

const share = {
  open: 212,
  unknown: 400,
  reasons: { unreachable: 380, timed_out: 20 },
  sample: ['production/ci-bot', 'production/release', 'staging/ci-bot'],
  environments: ['production', 'staging'],
} as const

const granted = (one: Check) => {
  const incident = anIncident({ reason: 'over_scoped', detail: 'forbidden scopes granted: admin' })
  return { check: one, state: aState(), pending: pendingMessage('open', { to: 'notice', incident }) }
}

const announcements: readonly (readonly [when: string, announcement: Announcement])[] = [
  ['A token is revoked', { about: 'check', pending: pendingMessage('open'), check, state: dead }],
  [
    'It is good again',
    { about: 'check', pending: pendingMessage('resolve', { at: nowMs + hourMs }), check, state: aState() },
  ],
  [
    'Several notices of one tick',
    {
      about: 'checks',
      news: [granted(check), granted(other)],
    },
  ],
  [
    'A provider does not answer',
    {
      about: 'outage',
      kind: 'open',
      at: nowMs,
      outage: {
        kind: 'outage',
        id: 'github',
        revision: 1,
        openedAt: nowMs,
        closedAt: null,
        shares: { '5m': share },
        notified: { at: nowMs, checks: 400 },
        reminders: 0,
        pending: ['open'],
      },
    },
  ],
  [
    'An alert storm',
    {
      about: 'storm',
      kind: 'open',
      at: nowMs,
      storm: {
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
      },
    },
  ],
]

const broken = {
  kind: 'broken',
  breakdown: { since: nowMs, canary: 'known-bad', reason: 'healthy' },
  at: nowMs,
} as const

/** Mails that subscribers get, by the event that causes them. */
export const mails: readonly (readonly [when: string, subject: string, text: string])[] = [
  ...announcements.map(([when, announcement]) => [when, messageOf(announcement, aPlace)] as const),
  ['Tokenwatch itself is broken', monitorMessage(broken, aPlace)] as const,
].map(([when, { subject, text }]) => [when, subject, text])
