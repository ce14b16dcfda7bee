import { bearerOf, type HeaderList, withHeader, without } from '../token/headers.ts'
import { refusedForGood } from './contracts.ts'
import { type FaultDefinition, usual, type Variant } from './fault.ts'
import { type FaultAction, pass } from './request.ts'

/** Above what Node, nginx and API Gateway take in one header by default (8 KiB to 16 KiB). */
const oversizedBytes = 17 * 1_024

type Spell = (token: string, headers: HeaderList) => HeaderList

function spelled(
  what: string,
  spell: Spell,
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
      return token === undefined ? pass : { kind: 'mutate', headers: spell(token, headers) }
    },
  } as const satisfies Variant
}

const value =
  (write: (token: string) => string): Spell =>
  (token, headers) =>
    withHeader(headers, 'authorization', write(token))

/** HTTP's schemes know no case and RFC 7235 lets more than one space stand: an API may take these two, and most do. */
const leftOpen = { mutants: 'either', monitor: { asks: 'token', says: 'healthy' } } as const

/** The header is there, and not as it should be. */
export const headerMalformed = {
  ...usual,
  id: 'header.malformed',
  number: 'F2',
  title: 'The Authorization header is malformed',
  expected:
    'One refresh, one retry, then fail fast; the API answers 400, 401 or 431, never 500, and does not echo the header',
  causes: ['credential_rejected'],
  contract: refusedForGood,
  variants: {
    other_scheme: spelled(
      '`Token` instead of `Bearer`',
      value((token) => `Token ${token}`),
    ),
    basic_scheme: spelled(
      '`Basic` instead of `Bearer`',
      value((token) => `Basic ${token}`),
    ),
    no_space: spelled(
      'No space after the scheme',
      value((token) => `Bearer${token}`),
    ),
    trailing_garbage: spelled(
      'Other text behind the token',
      value((token) => `Bearer ${token} garbage`),
    ),
    comma_joined: spelled(
      'Two credentials joined by a comma',
      value((token) => `Bearer ${token}, Bearer x`),
    ),
    two_headers: spelled('A second Authorization header before the good one', (token, headers) => [
      ...without(headers, 'authorization'),
      ['authorization', 'Bearer x'],
      ['authorization', `Bearer ${token}`],
    ]),
    oversized: spelled(
      'A value of more than 16 KiB',
      value((token) => `Bearer ${token}${'x'.repeat(oversizedBytes)}`),
      { mutants: 'must_be_refused', monitor: { asks: 'token', says: 'unrecognized' } },
    ),
    non_ascii: spelled(
      'A byte in the token that is not ASCII',
      value((token) => `Bearer ${token}\u00e9`),
    ),
    lower_case: spelled(
      '`bearer` in lower case',
      value((token) => `bearer ${token}`),
      leftOpen,
    ),
    two_spaces: spelled(
      'Two spaces after the scheme',
      value((token) => `Bearer  ${token}`),
      leftOpen,
    ),
  },
} as const satisfies FaultDefinition
