import type { Random } from '../random.ts'
import { othersAway, refusedForGood } from './contracts.ts'
import type { Driver } from './driver.ts'
import { defaults, type FaultDefinition, type Undo, type Variant } from './fault.ts'
import { type Mutate, mutated } from './mutated-token.ts'
import type { MadeAnswer } from './request.ts'

const inTransit = {
  points: ['proxy', 'interceptor', 'preload'],
  planes: ['api'],
  mutants: 'must_be_refused',
  monitor: { asks: 'token', says: 'rejected' },
} as const satisfies Partial<Variant>

const printable = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/** Replaces characters at some places with others that a header may hold. */
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

/** Makes all clients need a new token while the answers of the token endpoint are broken. */
async function revokeTokens(driver: Driver): Promise<Undo> {
  await driver.revokeAll()
  return async () => undefined
}

const atTokenEndpoint = {
  points: ['proxy', 'interceptor', 'preload'],
  planes: ['idp'],
  mutants: 'none',
  contract: othersAway,
  changes: 'issuer',
  hastens: true,
  begin: revokeTokens,
} as const satisfies Partial<Variant>

const half = ({ status, headers, body }: MadeAnswer): MadeAnswer => ({
  status,
  headers,
  body: body.slice(0, Math.floor(body.length / 2)),
})

export const tokenCorrupted = {
  ...defaults,
  id: 'token.corrupted-in-transit',
  number: 'F11',
  title: 'The token is corrupted in transit',
  expected: 'Refresh once, retry once, then fail fast; neither keep nor log a token answer that cannot be read',
  causes: ['credential_rejected', 'idp_unavailable'],
  contract: refusedForGood,
  variants: {
    characters: { ...inTransit, what: 'Three characters of the token are replaced', actOn: mutated(threePlaces) },
    cut: {
      ...inTransit,
      what: 'The second half of the token is missing',
      actOn: mutated((token) => token.slice(0, Math.floor(token.length / 2))),
    },
    white_space: {
      ...inTransit,
      what: 'A space in the middle of the token',
      actOn: mutated((token) => `${token.slice(0, 8)} ${token.slice(8)}`),
    },
    answer_cut: {
      ...atTokenEndpoint,
      what: "Tokens are revoked, and the second half of the token endpoint's JSON is missing",
      monitor: { asks: 'client', says: 'unrecognized' },
      actOn: () => ({ kind: 'rewrite', rewrite: half }),
    },
    answer_bad_gzip: {
      ...atTokenEndpoint,
      what: "Tokens are revoked, and the token endpoint's answer claims to be gzip and is not",
      monitor: { asks: 'client', says: 'unrecognized' },
      actOn: () => ({
        kind: 'rewrite',
        rewrite: (answer) => ({ ...answer, headers: { ...answer.headers, 'content-encoding': 'gzip' } }),
      }),
    },
  },
} as const satisfies FaultDefinition
