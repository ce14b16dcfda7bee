import { unsignedSpellings } from '../intruder/forged-tokens.ts'
import { type JwtParts, joined, jwtPartsOf, objectIn, partOf } from '../token/jwt.ts'
import { refusedForGood } from './contracts.ts'
import { defaults, type FaultDefinition, type Variant } from './fault.ts'
import { type Mutate, mutated } from './mutated-token.ts'

const common = {
  points: ['proxy', 'interceptor', 'preload'],
  planes: ['api'],
  mutants: 'must_be_refused',
  monitor: { asks: 'token', says: 'rejected' },
} as const satisfies Partial<Variant>

/** Bytes that a cut signature loses: more than the padding that some verifiers ignore. */
const cutBytes = 8

function ofParts(change: (parts: JwtParts, ...rest: Parameters<Mutate>) => JwtParts | null): Mutate {
  return (token, context) => {
    const parts = jwtPartsOf(token)
    const changed = parts === null ? null : change(parts, token, context)
    return changed === null ? null : joined(changed)
  }
}

const flipOneBit = ofParts((parts, _token, { random }) => {
  const bytes = Buffer.from(parts.signature, 'base64url')
  const at = Math.floor(random() * bytes.length)
  bytes.writeUInt8(bytes.readUInt8(at) ^ (1 << Math.floor(random() * 8)), at)
  return { ...parts, signature: bytes.toString('base64url') }
})

const cut = ofParts((parts) => {
  const bytes = Buffer.from(parts.signature, 'base64url')
  return { ...parts, signature: bytes.subarray(0, Math.max(0, bytes.length - cutBytes)).toString('base64url') }
})

const ofAnother = ofParts((parts, token, { anotherToken, foreignToken }) => {
  const other = jwtPartsOf(anotherToken(token) ?? foreignToken ?? '')
  return other === null ? null : { ...parts, signature: other.signature }
})

const withHead = (changes: Readonly<Record<string, string>>, signature?: string): Mutate =>
  ofParts((parts) => ({
    ...parts,
    header: partOf({ ...objectIn(parts.header), ...changes }),
    signature: signature ?? parts.signature,
  }))

export const signatureInvalid = {
  ...defaults,
  id: 'signature.invalid',
  number: 'F3',
  title: "The token's signature is invalid",
  expected: 'Refresh once, retry once, then fail fast; the API looks up an unknown key id at most once',
  causes: ['credential_rejected'],
  contract: refusedForGood,
  tokens: { format: 'jwt', ttlSeconds: 3_600 },
  variants: {
    bit_flipped: { ...common, what: 'One bit of the decoded signature is flipped', actOn: mutated(flipOneBit) },
    truncated: { ...common, what: 'The signature is eight bytes too short', actOn: mutated(cut) },
    other_token: {
      ...common,
      what: 'The signature belongs to another token',
      foreign: 'audience',
      borrows: true,
      actOn: mutated(ofAnother),
    },
    alg_none: {
      ...common,
      what: 'The header says `alg: none`, in one of its spellings, and there is no signature',
      actOn: mutated((token, context) => {
        const alg = unsignedSpellings[Math.floor(context.random() * unsignedSpellings.length)] ?? 'none'
        return withHead({ alg }, '')(token, context)
      }),
    },
    unknown_kid: {
      ...common,
      what: 'The header names a key that is not published',
      actOn: mutated(withHead({ kid: 'tokenwatch-chaos-unknown' })),
    },
  },
} as const satisfies FaultDefinition
