import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { expandConfig } from '../../../functions/config/expand.ts'
import { openNetwork } from '../../../functions/core/probe/network/lanes.ts'
import { probe } from '../../../functions/core/probe/probe.ts'
import { providers } from '../../../functions/providers/providers.ts'
import { shownProbe, startProber } from '../../support/probing.ts'
import { fixturesOf } from '../fixture-files.ts'
import { fixtures as algolia } from '../fixtures/algolia.ts'
import { checkFor } from '../stand-in.ts'
import { askedAt, cataloguedCheck, provided } from './catalogued.ts'

describe('the address of a provider', () => {
  it('an organization of another region has its own host', () => {
    assert.match(askedAt('sentry', { host: 'de.sentry.io' }), /^https:\/\/de\.sentry\.io\//)
  })

  it('a federal account has its own host', () => {
    assert.match(askedAt('launchdarkly', { instance: 'federal' }), /^https:\/\/app\.launchdarkly\.us\//)
  })

  it('a European account has its own host', () => {
    assert.match(askedAt('pagerduty-rest', { region: 'eu' }), /^https:\/\/api\.eu\.pagerduty\.com\//)
  })

  it('the ping endpoint answers OK to anybody, so Tokenwatch does not use it', () => {
    assert.match(askedAt('jfrog'), /\/access\/api\/v1\/tokens\/me$/)
  })

  it('the token goes into its own header', () => {
    const { question } = provided('circleci')
    assert.deepEqual(question?.kind === 'request' && question.send, [
      { in: 'header', name: 'circle-token', prefix: '', role: 'token' },
    ])
  })

  it('a wrong application id has no address, which does not mean an invalid key', async () => {
    const prober = startProber()
    const { credential } = algolia
    prober.store('token', JSON.stringify(credential))
    const gone = Object.assign(new Error('no such name'), { code: 'ENOTFOUND' })
    const network = openNetwork({ resolve: () => Promise.reject(gone) })
    const probed = await probe(cataloguedCheck('algolia'), { ...prober.dependencies, network })
    await network.close()
    await prober.close()
    assert.deepEqual(shownProbe(probed), ['unreachable', 'name_not_found'])
  })
})

describe('CircleCI', () => {
  it('a project token works with version 1.1 of the API only', () => {
    const { question } = cataloguedCheck('circleci', { kind: 'project' })
    assert.equal(question.kind === 'request' && question.ping.url, 'https://circleci.com/api/v1.1/projects')
  })
})

const fixturesFor = (provider: string) => {
  const fixtures = fixturesOf(provider)
  assert.ok(fixtures)
  return fixtures
}

/** The default interval of a check, and the refusal of a check with `every: '1m'`. */
function cadenceOf(provider: string): { readonly everySeconds: number; readonly refusals: readonly string[] } {
  const { options = {} } = fixturesFor(provider)
  const roles = Object.keys(providers.get(provider)?.roles ?? {})
  const fields = Object.fromEntries(roles.map((role) => [role, role]))
  const secret = { from: 'secrets-manager', id: 'token', fields }
  const check = { profile: provider, id: provider, secret, impact: 'Builds stop', every: '1m', ...options }
  const expansion = expandConfig({ name: 'acme', environments: { production: {} }, checks: [check] })
  const refusals = expansion.ok ? [] : expansion.problems.map(({ field }) => field)
  return { everySeconds: checkFor(fixturesFor(provider)).everySeconds, refusals }
}

describe('a provider that must be checked seldom', () => {
  it('Hugging Face limits whoami requests, so Tokenwatch checks only every few hours', () => {
    assert.deepEqual(cadenceOf('hugging-face'), { everySeconds: 7_200, refusals: ['every'] })
  })

  it('Linear discourages polling, so Tokenwatch checks seldom', () => {
    assert.deepEqual(cadenceOf('linear'), { everySeconds: 300, refusals: ['every'] })
  })

  it('Grafana Cloud allows 600 requests an hour, so Tokenwatch checks seldom', () => {
    assert.deepEqual(cadenceOf('grafana-cloud'), { everySeconds: 300, refusals: ['every'] })
  })

  it('Auth0 bills minted tokens, so Tokenwatch checks at most once an hour', () => {
    assert.deepEqual(cadenceOf('auth0'), { everySeconds: 3_600, refusals: ['every'] })
  })
})

const problemsWith = (scope: string): readonly string[] => {
  const secret = { from: 'secrets-manager', id: 'token' }
  const check = { profile: 'github-fine-grained', id: 'bot', secret, impact: 'Builds stop', scopes: [scope] }
  const expansion = expandConfig({ name: 'acme', environments: { production: {} }, checks: [check] })
  return expansion.ok ? [] : expansion.problems.map(({ message }) => message)
}

describe('a fine-grained token of GitHub', () => {
  it('Tokenwatch refuses a classic scope when it loads the config', () => {
    const refused = /^expected scopes of GitHub fine-grained personal access token such as contents=read, found repo$/
    assert.ok(problemsWith('repo').some((message) => refused.test(message)))
  })

  it('has no permission that an answer names', () => {
    assert.match(problemsWith('contents=read').join(), /the answers of GitHub fine-grained .* do not name it/)
  })
})
