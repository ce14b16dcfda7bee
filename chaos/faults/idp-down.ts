import { othersAway } from './contracts.ts'
import { type FaultDefinition, usual, type Variant } from './fault.ts'
import { answerJson } from './request.ts'

const common = {
  points: ['proxy', 'interceptor', 'preload', 'oauth-driver'],
  planes: ['idp'],
  mutants: 'none',
} as const satisfies Partial<Variant>

/** Nobody issues tokens. */
export const idpDown = {
  ...usual,
  id: 'idp.down',
  number: 'F16',
  title: 'The identity provider is down',
  expected: 'Use the token in hand until it expires, then fail with a name; invalid_grant ends it, no loop',
  causes: ['idp_unavailable', 'client_rejected'],
  contract: { ...othersAway, diagnosis_correct: { min: 1 } },
  evidence: 'met',
  tokens: { format: 'opaque', ttlSeconds: 2 },
  settings: { delayMs: { default: 5_000, min: 1, max: 60_000, unit: 'ms' } },
  variants: {
    unavailable: {
      ...common,
      what: 'The token endpoint answers 503',
      monitor: { asks: 'client', says: 'provider_error' },
      actOn: () => answerJson(503, { error: 'temporarily_unavailable' }),
    },
    invalid_grant: {
      ...common,
      what: 'The token endpoint answers 400 invalid_grant',
      // Not an answer to this grant (RFC 6749 section 5.2): the monitor calls nothing dead that it does not understand.
      monitor: { asks: 'client', says: 'unrecognized' },
      actOn: () => answerJson(400, { error: 'invalid_grant' }),
    },
    slow: {
      ...common,
      what: 'The token endpoint answers after delayMs',
      // The probe has more patience than most clients: ten seconds.
      monitor: { asks: 'client', says: 'healthy' },
      actOn: (_request, { setting }) => ({ kind: 'delay', delayMs: setting('delayMs') }),
    },
    reset: {
      ...common,
      what: 'The token endpoint resets every connection',
      monitor: { asks: 'client', says: 'unreachable' },
      actOn: () => ({ kind: 'reset' }),
    },
  },
} as const satisfies FaultDefinition
