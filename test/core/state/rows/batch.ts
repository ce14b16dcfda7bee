import { isBatchRecord, isTickRecord } from '../../../../functions/core/state/rows/batch.ts'
import { anyKey, at, reasonsOf, type StoredRow, standingWords } from './stored-row.ts'

export const share = {
  open: 1,
  unknown: 2,
  reasons: { unreachable: 2 },
  sample: [anyKey],
  environments: ['production'],
  routes: ['platform'],
  openRoutes: ['platform'],
}

export const batch: StoredRow = {
  accepts: isBatchRecord,
  whole: {
    cadence: '5m',
    batch: 1,
    tick: at,
    finishedAt: at,
    judged: 3,
    notRun: 1,
    environments: { production: { checks: 3, valid: 1, invalid: 1, unknown: 1, misconfigured: 0, expiring: 0 } },
    providers: { 'api.example': { invalid: 1, unknown: 1 } },
    latenciesMs: [42.5],
    secretReadFailures: 1,
    pagesSent: 1,
    pageWaitsMs: [120],
    timesToPageMs: [900],
    deduplicated: 1,
    pending: [anyKey],
    notices: [anyKey],
    open: [anyKey],
    unasked: [anyKey],
    questions: { [anyKey]: 'a-hash' },
    unkept: [
      { check: anyKey, standing: 'invalid', reason: 'revoked', detail: '', versionId: 'version-1', at, pagedAt: at },
    ],
    again: [anyKey],
    outages: { 'api.example': share },
    unsaved: 1,
    due: [{ check: anyKey, versionId: 'version-1' }],
    blocking: [{ service: 'shop', environment: 'production', refused: 1 }],
    gauges: [{ check: anyKey, standing: 'valid', expiresAt: at, latencyMs: 12.5 }],
  },
  mayLack: [
    ...['unasked', 'questions', 'unkept', 'again', 'unkept.0.pagedAt', 'outages.api~example.routes'],
    ...['outages.api~example.openRoutes', 'environments.production', 'providers.api~example', 'outages.api~example'],
    ...[`questions.${anyKey}`, 'outages.api~example.reasons.unreachable'],
  ],
  words: { 'unkept.0.standing': standingWords, 'gauges.0.standing': standingWords, 'unkept.0.reason': reasonsOf },
}

export const tick: StoredRow = {
  accepts: isTickRecord,
  whole: {
    cadence: '5m',
    tick: at,
    batches: 2,
    checks: 3,
    config: 'a-hash',
    subscriptions: { at, pending: 1 },
    leftToAws: [anyKey],
    wiring: [[anyKey, 'cancelled']],
    absent: [[anyKey, at]],
    isCut: true,
  },
  mayLack: ['leftToAws', 'wiring', 'absent', 'isCut'],
  words: { 'wiring.0.1': ['cancelled', 'unwired'] },
}
