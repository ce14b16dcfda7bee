import { refusedForGood } from './contracts.ts'
import { defaults, type FaultDefinition, type Variant } from './fault.ts'
import { answerInvalidToken, answerJson, pass } from './request.ts'

const common = {
  points: ['proxy', 'interceptor', 'preload'],
  mutants: 'none',
} as const satisfies Partial<Variant>

export const storm = {
  ...defaults,
  id: 'storm',
  number: 'F13',
  title: 'A storm of refusals',
  expected: 'Open a breaker after a few failures, ask the token endpoint once, recover without a second peak',
  causes: ['credential_rejected', 'provider_unavailable', 'idp_unavailable'],
  contract: { ...refusedForGood, peak_ratio: { max: 2.5 } },
  settings: { retryAfterSeconds: { default: 1, min: 1, max: 300, unit: 's' } },
  variants: {
    unauthorized: {
      ...common,
      what: 'Every request is answered 401 invalid_token, and the token endpoint answers each caller only once',
      planes: ['api', 'idp'],
      monitor: { asks: 'token', says: 'rejected' },
      actOn: ({ plane, caller }, { askedBefore, setting }) => {
        if (plane === 'api') return answerInvalidToken()
        if (askedBefore(`idp ${caller}`) === 0) return pass
        return answerJson(429, { error: 'slow_down' }, { 'retry-after': String(setting('retryAfterSeconds')) })
      },
    },
    retry: {
      ...common,
      what: 'Every request is answered 503',
      planes: ['api'],
      monitor: { asks: 'token', says: 'provider_error' },
      actOn: () => answerJson(503, { error: 'temporarily_unavailable' }),
    },
  },
} as const satisfies FaultDefinition
