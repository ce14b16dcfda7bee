import { type HeaderList, headerOf, withHeader, without } from '../token/headers.ts'
import { refusedForGood } from './contracts.ts'
import { defaults, type FaultDefinition, type Variant } from './fault.ts'
import { type FaultAction, type InterceptedRequest, pass } from './request.ts'

const common = {
  points: ['proxy', 'interceptor', 'preload'],
  planes: ['api'],
  mutants: 'must_be_refused',
  monitor: { asks: 'token', says: 'rejected' },
} as const satisfies Partial<Variant>

/** Changes the headers of a request that carries a credential. Others, such as requests for a public path, pass. */
const changing =
  (change: (headers: HeaderList) => HeaderList) =>
  ({ headers }: InterceptedRequest): FaultAction =>
    headerOf(headers, 'authorization') === undefined ? pass : { kind: 'mutate', headers: change(headers) }

export const tokenMissing = {
  ...defaults,
  id: 'token.missing',
  number: 'F1',
  title: 'The token is missing from the request',
  expected: 'Refresh once, retry once, then fail fast with a typed error and an alert',
  causes: ['credential_rejected'],
  contract: refusedForGood,
  variants: {
    absent: {
      ...common,
      what: 'Every Authorization header is removed, whatever its case',
      actOn: changing((headers) => without(headers, 'authorization')),
    },
    empty: {
      ...common,
      what: 'The Authorization header has no value',
      actOn: changing((headers) => withHeader(headers, 'authorization', '')),
    },
    scheme_only: {
      ...common,
      what: 'The Authorization header names the scheme and no token',
      actOn: changing((headers) => withHeader(headers, 'authorization', 'Bearer')),
    },
  },
} as const satisfies FaultDefinition
