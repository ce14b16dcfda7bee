import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { openNetwork } from '../../../functions/core/probe/network/lanes.ts'
import { probe } from '../../../functions/core/probe/probe.ts'
import { shown, startProber } from '../../support/probing.ts'
import { fixtures } from '../fixtures/algolia.ts'
import { askedAt, checkOf, provided } from './catalogued.ts'

describe('where a provider is asked', () => {
  it('an organization of another region has its own host', () => {
    assert.match(askedAt('sentry', { host: 'de.sentry.io' }), /^https:\/\/de\.sentry\.io\//)
  })

  it('a federal account is asked at its own host', () => {
    assert.match(askedAt('launchdarkly', { instance: 'federal' }), /^https:\/\/app\.launchdarkly\.us\//)
  })

  it('a European account is asked at its own host', () => {
    assert.match(askedAt('pagerduty-rest', { region: 'eu' }), /^https:\/\/api\.eu\.pagerduty\.com\//)
  })

  it('the ping of the platform says OK to anybody, so it is not asked', () => {
    assert.match(askedAt('jfrog'), /\/access\/api\/v1\/tokens\/me$/)
  })

  it('the token goes into a header of its own', () => {
    const { question } = provided('circleci')
    assert.deepEqual(question?.kind === 'request' && question.send, [
      { in: 'header', name: 'circle-token', prefix: '', role: 'token' },
    ])
  })

  it('a wrong application has no address, and that is no dead key', async () => {
    const prober = startProber()
    const { credential } = fixtures
    prober.store('token', JSON.stringify(credential))
    const gone = Object.assign(new Error('no such name'), { code: 'ENOTFOUND' })
    const network = openNetwork({ resolve: () => Promise.reject(gone) })
    const probed = await probe(checkOf('algolia'), { ...prober.dependencies, network })
    await network.close()
    await prober.close()
    assert.deepEqual(shown(probed), ['unreachable', 'name_not_found'])
  })
})
