import type { StatusRow, StatusView } from '../../functions/status-page/status-view.ts'
import { nowMs } from '../support/reading.ts'

/** A judged row. A test names only the fields that it is about. */
export function aRow(overrides: Partial<StatusRow> = {}): StatusRow {
  return {
    check: 'production/orders',
    impact: 'Nobody can order',
    standing: 'valid',
    reason: 'healthy',
    shown: 'success',
    retried: false,
    suppressed: false,
    latencyMs: 41.6,
    scopes: null,
    expiry: null,
    judgedAt: nowMs,
    ...overrides,
  }
}

export function aView(overrides: Partial<StatusView> = {}): StatusView {
  return { deployment: 'acme', at: nowMs, rows: [aRow()], events: [], ...overrides }
}
