import type { Random } from '../random.ts'
import { othersAway, refusedForGood } from './contracts.ts'
import type { Driver } from './driver.ts'
import { type FaultDefinition, type Undo, usual, type Variant } from './fault.ts'
import { type Mutate, mutated } from './mutated-token.ts'
import type { MadeAnswer } from './request.ts'

const onTheWay = {
  points: ['proxy', 'interceptor', 'preload'],
  planes: ['api'],
  mutants: 'must_be_refused',
  monitor: { asks: 'token', says: 'rejected' },
} as const satisfies Partial<Variant>

const printable = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/** Puts other characters in so many places; always characters that a header may hold. */
const replaced =
  (places: (random: Random, length: number) => readonly number[]): Mutate =>
  (token, { random }) => {
    const characters = [...token]
    for (const place of places(random, characters.length)) {
      const others = [...printable].filter((one) => one !== characters[place])
      characters[place] = others[Math.floor(random() * others.length)] ?? ''
    }
    return characters.join('')
  }

const threePlaces = replaced((random, length) => Array.from({ length: 3 }, () => Math.floor(random() * (length - 1))))

/** Everybody needs a new token while new ones come in pieces. */
async function lateTokens(driver: Driver): Promise<Undo> {
  await driver.revokeAll()
  return async () => undefined
}

const atTokenEndpoint = {
  points: ['proxy', 'interceptor', 'preload'],
  planes: ['idp'],
  mutants: 'none',
  contract: othersAway,
  begin: lateTokens,
} as const satisfies Partial<Variant>

const half = ({ status, headers, body }: MadeAnswer): MadeAnswer => ({
  status,
  headers,
  body: body.slice(0, Math.floor(body.length / 2)),
})

/** Bytes get lost between the client and the API, or between the token endpoint and the client. */
export const tokenCorrupted = {
  ...usual,
  id: 'token.corrupted-in-transit',
  number: 'F11',
  title: 'The token is corrupted on its way',
  expected: 'One refresh, one retry, then fail fast; a token answer that cannot be read is neither kept nor printed',
  causes: ['credential_rejected', 'idp_unavailable'],
  contract: refusedForGood,
  variants: {
    characters: { ...onTheWay, what: 'Three characters of the token are others', actOn: mutated(threePlaces) },
    cut: {
      ...onTheWay,
      what: 'The token ends in its middle',
      actOn: mutated((token) => token.slice(0, Math.floor(token.length / 2))),
    },
    white_space: {
      ...onTheWay,
      what: 'A blank in the middle of the token',
      actOn: mutated((token) => `${token.slice(0, 8)} ${token.slice(8)}`),
    },
    answer_cut: {
      ...atTokenEndpoint,
      what: "Tokens are revoked, and the token endpoint's JSON ends in its middle",
      monitor: { asks: 'client', says: 'unrecognized' },
      actOn: () => ({ kind: 'rewrite', rewrite: half }),
    },
    answer_bad_gzip: {
      ...atTokenEndpoint,
      what: "Tokens are revoked, and the token endpoint's answer calls itself gzip and is not",
      monitor: { asks: 'client', says: 'unrecognized' },
      actOn: () => ({
        kind: 'rewrite',
        rewrite: (answer) => ({ ...answer, headers: { ...answer.headers, 'content-encoding': 'gzip' } }),
      }),
    },
  },
} as const satisfies FaultDefinition
