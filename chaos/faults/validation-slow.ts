import { othersAway } from './contracts.ts'
import { defaults, type FaultDefinition, type Variant } from './fault.ts'
import { answerJson } from './request.ts'

const common = {
  points: ['validation-proxy'],
  planes: ['validation'],
  mutants: 'none',
} as const satisfies Partial<Variant>

export const validationSlow = {
  ...defaults,
  id: 'validation.slow',
  number: 'F10',
  title: 'Token validation is slow or unavailable',
  expected: 'Give up before the caller does, shed load, do not refresh; the API fails closed',
  causes: ['provider_slow', 'provider_unavailable'],
  contract: { ...othersAway, 'amplification.idp': { max: 0 }, diagnosis_correct: { min: 1 } },
  evidence: 'affected',
  settings: {
    delayMs: { default: 3_000, min: 1, max: 60_000, unit: 'ms' },
    spreadMs: { default: 0, min: 0, max: 60_000, unit: 'ms' },
  },
  variants: {
    delayed: {
      ...common,
      what: 'Introspection, key set or authorizer answer after delayMs, plus or minus spreadMs',
      monitor: { asks: 'token', says: 'provider_error' },
      actOn: (_request, { setting, random }) => ({
        kind: 'delay',
        delayMs: Math.max(0, setting('delayMs') + (2 * random() - 1) * setting('spreadMs')),
      }),
    },
    failing: {
      ...common,
      what: 'Introspection, key set or authorizer answer 503',
      monitor: { asks: 'token', says: 'provider_error' },
      actOn: () => answerJson(503, { error: 'temporarily_unavailable' }),
    },
    hanging: {
      ...common,
      what: 'Introspection, key set or authorizer never answer',
      monitor: { asks: 'token', says: 'provider_error' },
      actOn: () => ({ kind: 'hang' }),
    },
  },
} as const satisfies FaultDefinition
