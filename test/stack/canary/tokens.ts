import { randomInt } from 'node:crypto'

/** Made-up credentials by name: each name has one value for the whole run. */
export type Tokens = {
  /** Every character that a header may carry, so that each encoder changes some of them. */
  opaque(name: string): string
  /** A JWT with these claims and a `jti` of its own; nobody signed it. */
  jwt(name: string, claims: object): string
  /** Adds a token that something else has made. */
  note(name: string, token: string): void
  /** Tokens that were handed out, by name. The `jti` of a JWT and the encodings of OAuth have names of their own. */
  readonly all: ReadonlyMap<string, string>
}

/** Tokens of the same name have the same length in every run. */
const length = 48

const visible = Array.from({ length: 94 }, (_, index) => String.fromCharCode(0x21 + index))
const base64url = visible.filter((character) => /[\w-]/.test(character))

export function makeTokens(): Tokens {
  const all = new Map<string, string>()
  const once = (name: string, make: () => string): string => {
    const value = all.get(name) ?? make()
    all.set(name, value)
    return value
  }
  return {
    all,
    note: (name, token) => void all.set(name, token),
    opaque(name) {
      const token = once(name, () => random(visible))
      once(`${name} as a form writes it`, () => new URLSearchParams([['', token]]).toString().slice(1))
      return token
    },
    jwt(name, claims) {
      const jti = once(`jti of ${name}`, () => random(base64url))
      return once(name, () => [{ alg: 'HS256' }, { ...claims, jti }].map(encoded).concat(random(base64url)).join('.'))
    },
  }
}

function random(alphabet: readonly string[]): string {
  return Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join('')
}

const encoded = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url')
