import { othersAway } from './contracts.ts'
import { type FaultDefinition, usual, type Variant } from './fault.ts'
import { answerJson } from './request.ts'

const common = {
  points: ['validation-proxy'],
  planes: ['validation'],
  mutants: 'none',
} as const satisfies Partial<Variant>

/** Nobody can say in time whether a token is good. */
export const validationSlow = {
  ...usual,
  id: 'validation.slow',
  number: 'F10',
  title: 'Token validation is slow or away',
  expected: 'The API fails closed; the client gives up before its own caller does, sheds load and does not refresh',
  causes: ['provider_slow', 'provider_unavailable'],
  contract: { ...othersAway, 'amplification.idp': { max: 0 }, diagnosis_correct: { min: 1 } },
  evidence: 'met',
  settings: {
    delayMs: { default: 3_000, min: 1, max: 60_000, unit: 'ms' },
    spreadMs: { default: 0, min: 0, max: 60_000, unit: 'ms' },
  },
  variants: {
    delayed: {
      ...common,
      what: 'Introspection, key set or authorizer answer after delayMs, give or take spreadMs',
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
