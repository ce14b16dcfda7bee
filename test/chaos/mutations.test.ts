import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { exportJWK, generateKeyPair, jwtVerify, SignJWT } from 'jose'
import { choose, chooseFault, faults } from '../../chaos/faults/catalogue.ts'
import type { FaultContext, FaultDefinition } from '../../chaos/faults/fault.ts'
import type { InterceptedRequest } from '../../chaos/faults/request.ts'
import { seededRandom } from '../../chaos/random.ts'
import { bearerOf } from '../../chaos/token/headers.ts'
import { jwtPartsOf } from '../../chaos/token/jwt.ts'
import { isReallyDifferent } from '../../chaos/token/proof.ts'
import { fc, runsOf } from '../support/property.ts'

const algorithms = ['RS256', 'ES256', 'EdDSA'] as const
type Algorithm = (typeof algorithms)[number]

const signed = new Map<Algorithm, { token: string; other: string; verify: (token: string) => Promise<unknown> }>()

before(async () => {
  for (const alg of algorithms) {
    const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true })
    await exportJWK(publicKey)
    const sign = (subject: string) =>
      new SignJWT({ scope: 'invoices:read', tenant: 'acme' })
        .setProtectedHeader({ alg, kid: 'one' })
        .setSubject(subject)
        .setExpirationTime('1h')
        .sign(privateKey)
    const verify = (token: string) => jwtVerify(token, publicKey)
    signed.set(alg, { token: await sign('orders'), other: await sign('billing'), verify })
  }
})

function contextOf(seed: number, other: string): FaultContext {
  return {
    random: seededRandom(seed),
    setting: () => 1,
    isOld: () => true,
    anotherToken: () => other,
    endedToken: () => undefined,
    foreignToken: other,
    askedBefore: () => 0,
    memory: new Set(),
  }
}

const requestWith = (token: string): InterceptedRequest => ({
  plane: 'api',
  method: 'GET',
  path: '/invoices',
  headers: [['Authorization', `Bearer ${token}`]],
  caller: 'orders-1',
})

const mutating = faults
  .filter(({ id }) => ['signature.invalid', 'payload.altered', 'token.corrupted-in-transit'].includes(id))
  .flatMap((definition: FaultDefinition) =>
    Object.keys(definition.variants).map((variant) => choose(definition, variant)),
  )
  .filter(({ variant }) => variant.mutants === 'must_be_refused')

describe('mutants of a token', () => {
  for (const { definition, variantName, variant } of mutating)
    it(`${definition.id} ${variantName}: no mutant verifies, whatever the algorithm and the seed`, async () => {
      await fc.assert(
        fc.asyncProperty(fc.constantFrom(...algorithms), fc.nat(), async (alg, seed) => {
          const made = signed.get(alg)
          assert.ok(made)
          const action = variant.actOn?.(requestWith(made.token), contextOf(seed, made.other))
          // If the mutant is not provably different, the request passes and does not count.
          if (action?.kind !== 'mutate') return action?.kind === 'pass'
          const sent = action.headers.find(([name]) => name.toLowerCase() === 'authorization')?.[1] ?? ''
          await assert.rejects(made.verify(sent.replace(/^Bearer /, '')))
          return true
        }),
        { numRuns: runsOf(40) },
      )
    })

  it('the same seed makes the same mutant, and another seed makes another one', () => {
    const flip = chooseFault({ fault: 'signature.invalid', variant: 'bit_flipped' })
    const token = signed.get('ES256')?.token ?? ''
    const mutant = (seed: number) => {
      const action = flip.variant.actOn?.(requestWith(token), contextOf(seed, ''))
      return action?.kind === 'mutate' ? bearerOf(action.headers) : undefined
    }
    assert.equal(mutant(7), mutant(7))
    assert.notEqual(mutant(7), mutant(8))
  })

  it('a changed last character that leaves the decoded signature unchanged makes no mutant', () => {
    const token = signed.get('ES256')?.token ?? ''
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
    const endings = [...alphabet].map((last) => token.slice(0, -1) + last).filter((other) => other !== token)
    const same = endings.filter((other) => !isReallyDifferent(token, other))
    // 64 bytes leave four spare bits in the last of 86 characters, so there are 16 spellings of one signature.
    assert.equal(same.length, 15)
    assert.ok(same.every((other) => jwtPartsOf(other) !== null))
  })

  it('faults of a signature let an opaque token pass', () => {
    const flip = chooseFault({ fault: 'signature.invalid', variant: 'bit_flipped' })
    assert.deepEqual(flip.variant.actOn?.(requestWith('opaque-token-1234'), contextOf(1, '')), { kind: 'pass' })
  })
})
