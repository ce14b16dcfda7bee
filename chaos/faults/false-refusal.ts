import { curedByRefresh } from './contracts.ts'
import { type FaultDefinition, usual } from './fault.ts'
import { invalidToken, pass } from './request.ts'

/** As GitHub did for eighty minutes on 2026-06-10: a share of all requests was refused, whatever token they carried. */
export const falseRefusal = {
  ...usual,
  id: 'false-401',
  number: 'F15',
  title: 'Valid tokens are refused',
  expected: 'One refresh; where a fresh token is refused too, keep it, retry, and say that it is the provider',
  causes: ['credential_rejected'],
  contract: { ...curedByRefresh, success_ratio: { min: 0.9 } },
  evidence: 'met',
  settings: { percent: { default: 15, min: 1, max: 100, unit: '%' } },
  variants: {
    some: {
      what: 'A share of all requests is answered 401 invalid_token, at random',
      points: ['proxy', 'interceptor', 'preload'],
      planes: ['api'],
      mutants: 'none',
      monitor: { asks: 'token', says: 'healthy' },
      actOn: (_request, { random, setting }) => (random() * 100 < setting('percent') ? invalidToken() : pass),
    },
    first: {
      what: 'The first request of every caller is answered 401 invalid_token, the others pass',
      points: ['proxy', 'interceptor', 'preload'],
      planes: ['api'],
      mutants: 'none',
      monitor: { asks: 'token', says: 'settling' },
      actOn: ({ caller }, { askedBefore }) => (askedBefore(`api ${caller}`) === 0 ? invalidToken() : pass),
    },
  },
} as const satisfies FaultDefinition
