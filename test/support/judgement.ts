import type { GateJudgement } from '../../functions/core/gate/judgement.ts'

/** A healthy check in the probe's answer. A test names only the fields that it is about. */
export function aJudgement(overrides: Partial<GateJudgement> = {}): GateJudgement {
  return {
    check: 'production/billing',
    id: 'billing',
    environment: 'production',
    provider: 'api.example',
    profile: 'http',
    tags: [],
    gate: 'blocking',
    proof: 'asked',
    cadence: '5m',
    everySeconds: 300,
    impact: 'No invoices',
    owner: null,
    runbook: null,
    usedBy: ['shop'],
    standing: 'valid',
    reason: 'healthy',
    detail: '',
    since: null,
    expiry: null,
    latencyMs: null,
    versionId: 'v1',
    isCurrent: true,
    from: 'recorded',
    judgedAt: null,
    unfit: null,
    unconfirmed: false,
    suppression: null,
    ...overrides,
  }
}
