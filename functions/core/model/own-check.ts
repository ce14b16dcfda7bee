import type { Check } from './check.ts'

/** A check of our own, which no config wrote: it watches nothing until `parts` says what. */
export function ownCheck(parts: Partial<Check> & Pick<Check, 'id' | 'environment' | 'impact'>): Check {
  return {
    key: `${parts.environment}/${parts.id}`,
    profile: 'declared',
    provider: 'tokenwatch',
    thresholds: { unknownAfter: 3, misconfiguredAfter: 3, recoversAfter: 2 },
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
    runbook: null,
    usedBy: [],
    tags: [],
    renewAt: null,
    sunset: null,
    rotation: { by: 'manual' },
    consumers: [],
    overlapSeconds: null,
    shared: false,
    perCheckAlarm: false,
    controls: false,
    gate: 'blocking',
    ...parts,
  }
}

/** Two credentials whose worth is known beforehand: the function's own role, and the same with its signature broken. */
export const canaries = ['known-good', 'known-bad'] as const

export type Canary = (typeof canaries)[number]
