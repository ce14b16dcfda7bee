import { z } from 'zod'
import { fieldOf } from '../../core/model/field-of.ts'
import { faultAt, maybe, rule, says } from '../rules.ts'

/** Fields with which a check of these profiles can be proved. Every other profile asks in any case. */
const ways = {
  jwt: ['jwks', 'publicKey', 'sharedSecret', 'ping'],
  'client-certificate': ['host'],
  'oauth-client-credentials': ['ping'],
  declared: [],
} as const satisfies Readonly<Record<string, readonly string[]>>

/** Ways out, with an example each. */
const wayOut = {
  jwt: "name jwks, publicKey, sharedSecret or ping, such as jwks: 'https://id.example.com/jwks'",
  'client-certificate': "name a host that requires it, such as host: 'mtls.example.com'",
  'oauth-client-credentials': 'name a ping that takes the token, set controls: true',
  declared: 'use a profile that asks its API, such as http(...)',
} as const satisfies Readonly<Record<keyof typeof ways, string>>

/** Refuses a rotation by Tokenwatch where nothing can prove the next version: it would wait for that proof for ever. */
export const rotationCanBeProved = rule(
  z.looseObject({
    profile: z.enum(['jwt', 'client-certificate', 'oauth-client-credentials', 'declared']),
    rotation: z.looseObject({ by: z.literal('ours') }),
    proof: maybe,
  }),
  ({ profile, proof, ...check }) => {
    const isControlled = profile === 'oauth-client-credentials' && fieldOf(check, 'controls') === true
    if (proof === 'declared' || isControlled || ways[profile].some((name) => says(check, name))) return []
    return [faultAt('rotation', `nothing can prove the new version: ${wayOut[profile]}, or set proof: 'declared'`)]
  },
)
