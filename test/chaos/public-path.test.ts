import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { choose, faults } from '../../chaos/faults/catalogue.ts'
import type { FaultDefinition } from '../../chaos/faults/fault.ts'
import type { InterceptedRequest } from '../../chaos/faults/request.ts'
import { createInjection } from '../../chaos/injectors/injection.ts'
import { grantLease } from '../../chaos/safety/lease.ts'

/** Variants whose changed requests an API must refuse. */
const mutants = faults.flatMap((definition: FaultDefinition) =>
  Object.entries(definition.variants).flatMap(([name, variant]) =>
    variant.mutants === 'none' ? [] : [choose(definition, name)],
  ),
)
const headers: readonly (readonly [string, string])[] = [
  ['accept', 'application/json'],
  ['cookie', 'theme=dark'],
]

describe('a request for a public path, which carries no token', () => {
  for (const fault of mutants)
    for (const method of ['GET', 'HEAD', 'POST', 'OPTIONS'])
      it(`is not changed by ${fault.definition.id} ${fault.variantName}: ${method}`, () => {
        const injection = createInjection()
        const request: InterceptedRequest = { plane: 'api', method, path: '/health', headers, caller: 'orders-1' }
        injection.decide({ ...request, headers: [['authorization', 'Bearer a-token-of-before']] })
        const foreignToken = 'a-foreign-token'
        injection.arm({ fault, lease: grantLease(60), seed: 1, percent: 100, maxInjected: 9, foreignToken })
        assert.equal(injection.decide(request).action.kind, 'pass')
        assert.equal(injection.counts().injected, 0)
      })
})
