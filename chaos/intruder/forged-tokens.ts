import {
  constants,
  createHmac,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  randomUUID,
  type SignKeyObjectInput,
  sign,
} from 'node:crypto'
import { joined, jwtPartsOf, objectIn, partOf } from '../token/jwt.ts'

/**
 * Kinds of tokens that an API must refuse. `expired` and `other_audience` are signed by a foreign key, too. `stripped` has lost its signature;
 * `key_in_header` carries the foreign key with which it is signed.
 */
export const forgedKinds = [
  'garbage',
  'unsigned',
  'stripped',
  'foreign_signed',
  'key_in_header',
  'expired',
  'other_audience',
] as const
export type ForgedKind = (typeof forgedKinds)[number]

/** A token that nobody has issued, well-formed for the API that gets it. */
export type ForgedToken = { readonly kind: ForgedKind; readonly token: string }

const hourSeconds = 3_600

/** Makes tokens after the form of a real one. Without a real one, they are JWTs with usual claims. */
export function forgedTokens(sample: string | undefined, nowMs = Date.now()): readonly ForgedToken[] {
  const parts = sample === undefined ? null : jwtPartsOf(sample)
  const garbage: ForgedToken = { kind: 'garbage', token: strangerLike(sample ?? 'tokenwatch') }
  if (sample !== undefined && parts === null) return [garbage]
  const seconds = Math.floor(nowMs / 1_000)
  const header = (parts === null ? null : objectIn(parts.header)) ?? { alg: 'RS256', typ: 'JWT' }
  const claims = (parts === null ? null : objectIn(parts.payload)) ?? { iss: 'https://issuer.example', sub: 'somebody' }
  const fresh = { ...claims, iat: seconds - 60, nbf: seconds - 60, exp: seconds + hourSeconds }
  const foreign = (payload: Readonly<Record<string, unknown>>) => foreignSigned(header, payload)
  return [
    garbage,
    ...unsignedSpellings.map((alg): ForgedToken => {
      const unsigned = { header: partOf({ alg, typ: 'JWT' }), payload: partOf(fresh), signature: '' }
      return { kind: 'unsigned', token: joined(unsigned) }
    }),
    { kind: 'stripped', token: joined({ header: partOf(header), payload: partOf(fresh), signature: '' }) },
    { kind: 'foreign_signed', token: foreign(fresh) },
    { kind: 'key_in_header', token: foreignSigned(withOwnKey(header), fresh) },
    { kind: 'expired', token: foreign({ ...fresh, iat: seconds - 2 * hourSeconds, exp: seconds - hourSeconds }) },
    { kind: 'other_audience', token: foreign({ ...fresh, aud: 'https://elsewhere.example' }) },
  ]
}

/** Spellings of `none`: some verifiers only refuse the first. */
export const unsignedSpellings = ['none', 'None', 'NONE', 'nOnE'] as const

/** Adds the public key to the header (RFC 7515 section 4.1.3). A verifier that trusts it accepts anybody. */
function withOwnKey(header: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const alg = String(header['alg'] ?? 'RS256')
  if (alg.startsWith('HS')) return header
  return { ...header, jwk: createPublicKey(foreignKey(alg)).export({ format: 'jwk' }) }
}

/** Keeps the prefix and the length of an opaque token, and replaces the rest. */
function strangerLike(sample: string): string {
  const prefix = /^[a-z]+(?:_[a-z]+)*_/i.exec(sample)?.[0] ?? ''
  const length = Math.max(24, sample.length - prefix.length)
  return `${prefix}${randomUUID().replaceAll('-', '')}${randomBytes(length).toString('hex')}`.slice(
    0,
    prefix.length + length,
  )
}

/** Signs with the algorithm that the header names, by a key that the issuer has never published. */
function foreignSigned(header: Readonly<Record<string, unknown>>, payload: Readonly<Record<string, unknown>>): string {
  const alg = String(header['alg'] ?? 'RS256')
  const [head, body] = [partOf({ ...header, alg }), partOf(payload)]
  const input = Buffer.from(`${head}.${body}`)
  return joined({ header: head, payload: body, signature: signatureOf(alg, input).toString('base64url') })
}

function signatureOf(alg: string, input: Buffer): Buffer {
  const hash = `sha${/\d+$/.exec(alg)?.[0] ?? '256'}`
  if (alg.startsWith('HS')) return createHmac(hash, foreignSecret).update(input).digest()
  const key = foreignKey(alg)
  if (alg === 'EdDSA') return sign(null, input, key)
  return sign(hash, input, signingKey(alg, key))
}

function signingKey(alg: string, key: KeyObject): SignKeyObjectInput {
  if (alg.startsWith('ES')) return { key, dsaEncoding: 'ieee-p1363' }
  return alg.startsWith('PS')
    ? { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST }
    : { key }
}

const foreignSecret = randomBytes(32)
const foreignKeys = new Map<string, KeyObject>()
const curves: Readonly<Record<string, string>> = { ES256: 'P-256', ES384: 'P-384', ES512: 'P-521' }

function foreignKey(alg: string): KeyObject {
  const known = foreignKeys.get(alg)
  if (known !== undefined) return known
  const made = newKey(alg)
  foreignKeys.set(alg, made)
  return made
}

function newKey(alg: string): KeyObject {
  if (alg === 'EdDSA') return generateKeyPairSync('ed25519').privateKey
  const namedCurve = curves[alg]
  if (namedCurve !== undefined) return generateKeyPairSync('ec', { namedCurve }).privateKey
  return generateKeyPairSync('rsa', { modulusLength: 2_048 }).privateKey
}
