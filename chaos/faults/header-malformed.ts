import { bearerOf, type HeaderList, withHeader, without } from '../token/headers.ts'
import { refusedForGood } from './contracts.ts'
import { defaults, type FaultDefinition, type Variant } from './fault.ts'
import { type FaultAction, pass } from './request.ts'

/** Larger than a header that Node, nginx and API Gateway accept by default (8 KiB to 16 KiB). */
const oversizedBytes = 17 * 1_024

type WriteHeaders = (token: string, headers: HeaderList) => HeaderList

function malformed(
  what: string,
  write: WriteHeaders,
  rest: Pick<Variant, 'mutants' | 'monitor'> = {
    mutants: 'must_be_refused',
    monitor: { asks: 'token', says: 'rejected' },
  },
) {
  return {
    ...rest,
    what,
    points: ['proxy', 'interceptor', 'preload'],
    planes: ['api'],
    actOn({ headers }): FaultAction {
      const token = bearerOf(headers)
      return token === undefined ? pass : { kind: 'mutate', headers: write(token, headers) }
    },
  } as const satisfies Variant
}

const value =
  (write: (token: string) => string): WriteHeaders =>
  (token, headers) =>
    withHeader(headers, 'authorization', write(token))

/** Schemes are case-insensitive, and RFC 7235 allows more than one space. An API may accept both, and most do. */
const leftOpen = { mutants: 'either', monitor: { asks: 'token', says: 'healthy' } } as const

export const headerMalformed = {
  ...defaults,
  id: 'header.malformed',
  number: 'F2',
  title: 'The Authorization header is malformed',
  expected: 'Refresh once, retry once, then fail fast; the API answers 400, 401 or 431 and does not echo the header',
  causes: ['credential_rejected'],
  contract: refusedForGood,
  variants: {
    other_scheme: malformed(
      '`Token` instead of `Bearer`',
      value((token) => `Token ${token}`),
    ),
    basic_scheme: malformed(
      '`Basic` instead of `Bearer`',
      value((token) => `Basic ${token}`),
    ),
    no_space: malformed(
      'No space after the scheme',
      value((token) => `Bearer${token}`),
    ),
    trailing_garbage: malformed(
      'Other text after the token',
      value((token) => `Bearer ${token} garbage`),
    ),
    comma_joined: malformed(
      'Two credentials joined by a comma',
      value((token) => `Bearer ${token}, Bearer x`),
    ),
    two_headers: malformed('A second Authorization header before the valid one', (token, headers) => [
      ...without(headers, 'authorization'),
      ['authorization', 'Bearer x'],
      ['authorization', `Bearer ${token}`],
    ]),
    oversized: malformed(
      'A value of more than 16 KiB',
      value((token) => `Bearer ${token}${'x'.repeat(oversizedBytes)}`),
      { mutants: 'must_be_refused', monitor: { asks: 'token', says: 'unrecognized' } },
    ),
    non_ascii: malformed(
      'A byte in the token that is not ASCII',
      value((token) => `Bearer ${token}\u00e9`),
    ),
    lower_case: malformed(
      '`bearer` in lower case',
      value((token) => `bearer ${token}`),
      leftOpen,
    ),
    two_spaces: malformed(
      'Two spaces after the scheme',
      value((token) => `Bearer  ${token}`),
      leftOpen,
    ),
  },
} as const satisfies FaultDefinition
