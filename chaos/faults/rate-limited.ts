import { notCuredByRefresh } from './contracts.ts'
import { defaults, type FaultContext, type FaultDefinition, type Variant } from './fault.ts'
import { answerJson } from './request.ts'

const common = {
  points: ['proxy', 'interceptor', 'preload'],
  planes: ['api'],
  mutants: 'none',
} as const satisfies Partial<Variant>

type Headers = Readonly<Record<string, string>>

const limited = (headersOf: (seconds: number) => Headers) => {
  return (_request: unknown, { setting }: FaultContext) =>
    answerJson(429, { error: 'rate_limited' }, headersOf(setting('retryAfterSeconds')))
}

export const rateLimited = {
  ...defaults,
  id: 'rate.limited',
  number: 'F14',
  title: 'Requests are rate limited',
  expected: 'Wait at least as long as Retry-After says, and do not fetch another token',
  causes: ['rate_limited'],
  contract: {
    ...notCuredByRefresh,
    'amplification.idp': { max: 0 },
    early_retries: { max: 0 },
  },
  evidence: 'affected',
  settings: { retryAfterSeconds: { default: 1, min: 1, max: 300, unit: 's' } },
  variants: {
    seconds: {
      ...common,
      what: '429 with Retry-After in seconds',
      monitor: { asks: 'token', says: 'rate_limited' },
      actOn: limited((seconds) => ({ 'retry-after': String(seconds) })),
    },
    date: {
      ...common,
      what: '429 with Retry-After as a date',
      monitor: { asks: 'token', says: 'rate_limited' },
      actOn: limited((seconds) => ({ 'retry-after': new Date(Date.now() + seconds * 1_000).toUTCString() })),
    },
    silent: {
      ...common,
      what: '429 without Retry-After',
      monitor: { asks: 'token', says: 'rate_limited' },
      actOn: limited(() => ({})),
    },
    token_endpoint: {
      ...common,
      planes: ['idp'],
      what: '429 with Retry-After from the token endpoint',
      monitor: { asks: 'client', says: 'rate_limited' },
      actOn: limited((seconds) => ({ 'retry-after': String(seconds) })),
    },
  },
} as const satisfies FaultDefinition
