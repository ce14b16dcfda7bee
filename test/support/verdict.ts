import type { Reason } from '../../functions/core/model/reason.ts'
import { severityOf, standingOf } from '../../functions/core/model/reason.ts'
import type { Evidence, Verdict } from '../../functions/core/model/verdict.ts'
import type { Incident, PendingMessage } from '../../functions/core/state/incident.ts'
import { type CheckState, stateSchema } from '../../functions/core/state/state.ts'
import { nowMs } from './reading.ts'

/** Evidence of a usual verdict. */
export const evidence: Evidence = {
  status: 200,
  rule: 'success',
  identity: null,
  environment: null,
  scopes: null,
  expiry: null,
  latencyMs: 42,
  versionId: 'version-1',
  attempts: 1,
}

/** A verdict with one finding, or with none if it is healthy. A test names only the fields that it is about. */
export function aVerdict(reason: Reason, overrides: Partial<Verdict> = {}): Verdict {
  return {
    check: 'production/ci-bot',
    standing: standingOf(reason),
    reason,
    severity: severityOf(reason, { critical: false }),
    findings: reason === 'healthy' ? [] : [{ reason, detail: `it is ${reason}` }],
    evidence,
    rotationDue: false,
    at: nowMs,
    ...overrides,
  }
}

/** State of a healthy check after its first tick. */
export function aState(overrides: Partial<CheckState> = {}): CheckState {
  const { status, rule, identity, environment, scopes } = evidence
  return {
    schema: stateSchema,
    check: 'production/ci-bot',
    revision: 1,
    tick: nowMs,
    standing: 'valid',
    reason: 'healthy',
    severity: 'none',
    reasons: [],
    detail: '',
    since: nowMs,
    lastGood: nowMs,
    expiry: null,
    versionId: 'version-1',
    worked: 'secrets-manager production/ci [["token",null]]',
    evidence: { status, rule, identity, environment, scopes },
    streak: { standing: 'valid', ticks: 1 },
    recovering: 0,
    expiryThreshold: null,
    changes: [],
    flapping: null,
    rotationFailed: null,
    incident: null,
    pending: [],
    ...overrides,
  }
}

/** A page about a revoked token. A test names only the fields that it is about. */
export function anIncident(overrides: Partial<Incident> = {}): Incident {
  return {
    openedAt: nowMs,
    severity: 'page',
    reason: 'revoked',
    detail: 'token-revoked (HTTP 403)',
    notified: { to: 'page', at: nowMs },
    suppressedBy: null,
    reminders: 0,
    acknowledged: null,
    ...overrides,
  }
}

/** A pending message about that page. */
export function pendingMessage(kind: PendingMessage['kind'], overrides: Partial<PendingMessage> = {}): PendingMessage {
  return { kind, to: 'page', incident: anIncident(), at: nowMs, ...overrides }
}
