import type { CheckKey } from '../../functions/core/model/check.ts'
import type { RotationRecord } from '../../functions/core/rotation/record.ts'
import type { Condition } from '../../functions/core/state/conditions.ts'
import type { EndedIncident, RecentHistory } from '../../functions/core/state/history.ts'
import type { DeploymentFacts } from '../../functions/status-page/facts.ts'
import { nowMs, nowSeconds, timings } from '../support/reading.ts'
import { aFreshJudgement, openState } from './facts.ts'

/** A deployment that has everything that a page can show, with this text wherever people, configs or providers write one. */
export function fullFacts(text: string): Partial<DeploymentFacts> {
  const key: CheckKey = `production/${text}`
  const named = (what: string) => (text === 'private-word' ? `${what}-private` : text)
  const scopes = { required: [text], missing: [text], forbidden: [text] }
  const identity = { expected: named('identity'), seen: named('identity'), matches: false }
  const state = openState(key, {
    detail: named('detail'),
    acknowledged: { by: named('author'), at: nowMs },
    suppressedBy: 'silence',
  })
  const judgement = aFreshJudgement({
    check: key,
    id: text,
    environment: text,
    provider: text,
    profile: text,
    tags: [text],
    impact: text,
    owner: named('owner'),
    runbook: named('runbook'),
    usedBy: [text],
    standing: 'invalid',
    reason: 'under_scoped',
    detail: named('detail'),
    rotation: 'ours',
    versionId: text,
    expiry: { source: 'jwt', at: nowSeconds + 3_600 },
    suppression: { until: nowMs, by: named('author'), reason: named('detail') },
  })
  return {
    deployment: text,
    judgements: [judgement],
    states: new Map([
      [
        key,
        {
          ...state,
          reasons: ['under_scoped', 'expiring'],
          evidence: { ...state.evidence, scopes, identity },
          history: aHistory(named),
        },
      ],
    ]),
    conditions: conditionsSaying(text, named),
    rotations: [aRotation(key, text, named('author'))],
    histories: new Map([[key, []]]),
    readings: new Map([[key, [{ at: nowMs, attempt: 1, shown: text, status: 403, timings }]]]),
    events: [{ at: nowMs, kind: 'page', text, check: key }],
    unread: [text],
    options: text,
    faults: [
      { id: text, title: text, expected: text, checks: [key], injectedAt: nowMs - 1, endsAt: nowMs, stoppedAt: null },
    ],
  }
}

function aHistory(named: (what: string) => string): RecentHistory {
  const ended: EndedIncident = {
    openedAt: nowMs - 7_200_000,
    endedAt: nowMs - 3_600_000,
    endedBy: 'healthy',
    severity: 'page',
    reason: 'rejected',
    detail: named('detail'),
    notified: 'page',
    suppressedBy: null,
    acknowledged: { by: named('author'), at: nowMs - 4_000_000 },
  }
  const changes = [{ at: nowMs - 3_600_000, from: nowMs - 3_600_000, to: 'healthy' }] as const
  return { from: nowMs - 7_200_000, reason: 'rejected', changes, ended: [ended], seen: nowMs - 1_000 }
}

function conditionsSaying(text: string, named: (what: string) => string): readonly Condition[] {
  const storm = { openedAt: nowMs, bad: 2, of: 3, sample: [], environments: [text], cleared: null, reminders: 0 }
  const share = { open: 1, unknown: 1, reasons: {}, sample: [], environments: [text] }
  const outage = { openedAt: nowMs, closedAt: null, shares: { '5m': share }, reminders: 0 }
  const silence = { from: nowMs - 1, until: nowMs + 9, by: named('author'), reason: named('detail') }
  return [
    { kind: 'storm', id: text, revision: 1, ...storm, pending: [] },
    { kind: 'outage', id: text, revision: 1, ...outage, notified: { at: nowMs, checks: 1 }, pending: [] },
    { kind: 'silence', id: text, revision: 1, covers: { tag: text }, ...silence },
  ]
}

/** A rotation that has promoted its version and waits for consumers. */
export function aRotation(check: CheckKey, text = 'v2', by = 'sam'): RotationRecord {
  return {
    check,
    versionId: text,
    revision: 4,
    class: 'create_revoke',
    phase: 'draining',
    generation: 0,
    baseVersionId: text,
    baseExpiresAt: null,
    startedAt: nowMs - 60_000,
    baseScopes: null,
    claimedAt: nowMs - 50_000,
    heldUntil: 0,
    exchanges: 1,
    promotedAt: nowMs - 20_000,
    oldId: text,
    newId: text,
    idsBefore: [],
    retire: [],
    mintedAt: nowMs - 40_000,
    expiresAt: null,
    approvedBy: by,
    releasedBy: by,
    pendingMessage: { problem: 'consumers_behind', detail: text, at: nowMs, notified: true },
    entries: (['preflight', 'claimed', 'saved', 'verified', 'promoted', 'draining'] as const).map((phase, index) => ({
      phase,
      at: nowMs - 60_000 + index * 8_000,
      by,
      outcome: text,
    })),
  }
}
