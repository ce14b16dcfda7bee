import { curedByRefresh } from './contracts.ts'
import { defaults, type FaultDefinition } from './fault.ts'
import { answerInvalidToken, pass } from './request.ts'

/** A share of all requests is refused, whatever their token: GitHub did so for eighty minutes on 2026-06-10. */
export const falseRefusal = {
  ...defaults,
  id: 'false-401',
  number: 'F15',
  title: 'Valid tokens are refused',
  expected: 'Refresh once; if a fresh token is refused too, keep it, retry, and name the provider as the cause',
  causes: ['credential_rejected'],
  contract: { ...curedByRefresh, success_ratio: { min: 0.9 } },
  evidence: 'affected',
  settings: { percent: { default: 15, min: 1, max: 100, unit: '%' } },
  variants: {
    some: {
      what: 'A share of all requests is answered 401 invalid_token, at random',
      points: ['proxy', 'interceptor', 'preload'],
      planes: ['api'],
      mutants: 'none',
      monitor: { asks: 'token', says: 'healthy' },
      actOn: (_request, { random, setting }) => (random() * 100 < setting('percent') ? answerInvalidToken() : pass),
    },
    first: {
      what: 'The first request of every caller is answered 401 invalid_token, the others pass',
      points: ['proxy', 'interceptor', 'preload'],
      planes: ['api'],
      mutants: 'none',
      monitor: { asks: 'token', says: 'settling' },
      actOn: ({ caller }, { askedBefore }) => (askedBefore(`api ${caller}`) === 0 ? answerInvalidToken() : pass),
    },
  },
} as const satisfies FaultDefinition
