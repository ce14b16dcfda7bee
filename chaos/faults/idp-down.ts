import { othersAway } from './contracts.ts'
import { defaults, type FaultDefinition, type Variant } from './fault.ts'
import { answerJson } from './request.ts'

const common = {
  points: ['proxy', 'interceptor', 'preload', 'oauth-driver'],
  planes: ['idp'],
  mutants: 'none',
} as const satisfies Partial<Variant>

export const idpDown = {
  ...defaults,
  id: 'idp.down',
  number: 'F16',
  title: 'The identity provider is down',
  expected: 'Use the current token until it expires, then fail with a named error; stop at invalid_grant',
  causes: ['idp_unavailable', 'client_rejected'],
  contract: { ...othersAway, diagnosis_correct: { min: 1 } },
  evidence: 'affected',
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
      // This error does not fit the grant (RFC 6749 section 5.2). The monitor calls no credential dead because of an answer it does not understand.
      monitor: { asks: 'client', says: 'unrecognized' },
      actOn: () => answerJson(400, { error: 'invalid_grant' }),
    },
    slow: {
      ...common,
      what: 'The token endpoint answers after delayMs',
      // The probe waits for ten seconds, longer than most clients.
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
