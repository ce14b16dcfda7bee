import type { Check } from './check.ts'

/** Returns a check that no config declares. It watches nothing unless `parts` says so. */
export function ownCheck(parts: Partial<Check> & Pick<Check, 'id' | 'environment' | 'impact'>): Check {
  return {
    key: `${parts.environment}/${parts.id}`,
    profile: 'declared',
    provider: 'tokenwatch',
    thresholds: { unknownAfter: 3, misconfiguredAfter: 3, recoversAfter: 2, unprovedAfterSeconds: 1_800 },
    question: { kind: 'declared' },
    secret: null,
    paths: { identity: null, environment: null, scopes: null, expires: null },
    answers: [],
    expect: { identity: null, environment: null, scopes: { require: [], forbid: [] }, assert: [], slowAfterMs: null },
    expiry: { expires: null, issuedAt: null, maxAgeSeconds: null, secretField: null },
    everySeconds: 60,
    budget: { credential: null, host: null },
    warnSeconds: 0,
    criticalSeconds: 0,
    allowPrivate: [],
    owner: null,
    routesTo: null,
    urgency: 'now',
    workingHours: null,
    paging: 'on',
    runbook: null,
    usedBy: [],
    tags: [],
    issueUrl: null,
    sunset: null,
    rotation: { by: 'manual' },
    consumers: [],
    overlapSeconds: null,
    shared: false,
    perCheckAlarm: false,
    controls: false,
    gate: 'blocking',
    proof: 'asked',
    needs: [],
    ...parts,
  }
}

/** Two credentials with a known verdict: the function's own role, and the same with a broken signature. */
export const canaries = ['known-good', 'known-bad'] as const

export type Canary = (typeof canaries)[number]
