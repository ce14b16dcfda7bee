import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { allowInsecureRequests, discoveryRequest, processDiscoveryResponse } from 'oauth4webapi'
import { connectController } from '../../chaos/controller/client.ts'
import { cacheStale } from '../../chaos/faults/cache-stale.ts'
import { chooseFault, type FaultChoice } from '../../chaos/faults/catalogue.ts'
import type { FaultDefinition } from '../../chaos/faults/fault.ts'
import { keysRotated } from '../../chaos/faults/keys-rotated.ts'
import { rotationBroken } from '../../chaos/faults/rotation-broken.ts'
import { scopeReduced } from '../../chaos/faults/scope-reduced.ts'
import { tokenCorrupted } from '../../chaos/faults/token-corrupted.ts'
import { tokenExpired } from '../../chaos/faults/token-expired.ts'
import { tokenRevoked } from '../../chaos/faults/token-revoked.ts'
import { wrongPlace } from '../../chaos/faults/wrong-place.ts'
import { runExperiment } from '../../chaos/run-experiment.ts'
import { openRunFolder } from '../../chaos/safety/run-folder.ts'
import { until } from '../local/oauth/until.ts'
import { conclusive } from '../support/conclusive-run.ts'
import { openIssuerTarget } from './issuer-target.ts'

type Case = readonly [definition: FaultDefinition, variant: string, params?: object]

/** Faults that change an authorization server or a store, or need a token of the issuer. */
const suites: Readonly<Record<'opaque' | 'jwt', readonly Case[]>> = {
  opaque: [
    [tokenExpired, 'short_lived', { ttlSeconds: 1 }],
    [tokenRevoked, 'revoked'],
    [scopeReduced, 'minted'],
    [cacheStale, 'cache_kept'],
    [cacheStale, 'previous_served'],
    [rotationBroken, 'stranded_pending'],
    [tokenCorrupted, 'answer_cut'],
  ],
  jwt: [
    [tokenExpired, 'expired_sent'],
    [wrongPlace, 'audience'],
    [wrongPlace, 'environment'],
    [keysRotated, 'old_key_removed'],
  ],
}

/** Runs a fault against a service of its own, because a client with a breaker remembers the fault before. */
async function runOf(format: 'opaque' | 'jwt', [definition, variant, params]: Case, attempts?: number) {
  const left: boolean[] = []
  const journal = await conclusive(async () => {
    const target = await openIssuerTarget(format, 'with breaker')
    try {
      const { controllerUrl, directory } = target
      const parsed = target.experiment(definition, variant, params)
      assert.ok(parsed.ok, JSON.stringify(parsed))
      const result = await runExperiment(parsed.experiment, {
        file: 'experiment.json',
        folder: openRunFolder(directory),
        controllerUrl,
        controlToken: null,
        signal: new AbortController().signal,
        monitored: false,
        dryRun: false,
        onEvent: () => undefined,
      })
      left.push(await connectController(controllerUrl).isLive())
      return result
    } finally {
      await target.close()
    }
  }, attempts)
  return { journal, isLive: left.some((isLive) => isLive) }
}

for (const format of ['opaque', 'jwt'] as const)
  describe(`a plain service with ${format} tokens of the issuer of chaos serve`, {
    concurrency: 3,
    timeout: 110_000,
  }, () => {
    for (const one of suites[format])
      it(`is met by ${one[0].id} ${one[1]}, and is as before afterwards`, async () => {
        const { journal, isLive } = await runOf(format, one)
        const { verdict, measured, rollbackVerified } = journal
        const seen = JSON.stringify(journal)
        assert.ok(['resilient', 'deviated'].includes(verdict), seen)
        assert.ok(Number(measured?.evidence) > 0, seen)
        assert.deepEqual([rollbackVerified, isLive], [true, false], seen)
      })
  })

it('a fault that never meets a service is inconclusive: nobody can revoke a JWT', { timeout: 60_000 }, async () => {
  const { journal } = await runOf('jwt', [tokenRevoked, 'revoked'], 1)
  assert.equal(journal.verdict, 'inconclusive', JSON.stringify(journal))
})

describe('the issuer of chaos serve', { timeout: 60_000 }, () => {
  const orderOf = (choice: FaultChoice, leaseSeconds: number) => {
    const fault = chooseFault(choice)
    return { fault, leaseSeconds, seed: 1, percent: 100, pathPrefix: '', maxInjected: Number.POSITIVE_INFINITY }
  }

  it('takes a change back when the lease ends, though nobody removes the fault', async () => {
    const target = await openIssuerTarget('jwt', 'with breaker')
    try {
      const controller = connectController(target.controllerUrl)
      assert.deepEqual((await controller.observe()).changeable, ['issuer', 'secret'])
      assert.equal(await target.lifetime(), 3_600)
      const short = { fault: 'token.expired-under-load', variant: 'short_lived', settings: { ttlSeconds: 2 } } as const
      await controller.inject(orderOf(short, 1))
      assert.equal(await target.lifetime(), 2)
      await until(async () => !(await controller.isLive()))
      assert.equal(await target.lifetime(), 3_600)
    } finally {
      await target.close()
    }
  })

  it('is discovered by a client that checks the issuer, and all of its endpoints are injection points', async () => {
    const target = await openIssuerTarget('jwt', 'with breaker')
    try {
      const issuer = new URL(target.issuerUrl)
      const answer = await discoveryRequest(issuer, { [allowInsecureRequests]: true })
      const server = await processDiscoveryResponse(issuer, answer)
      for (const endpoint of [server.token_endpoint, server.introspection_endpoint, server.jwks_uri])
        assert.equal(new URL(endpoint ?? '').origin, issuer.origin)
    } finally {
      await target.close()
    }
  })
})
