import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { http, pagerdutyRest, secret } from 'tokenwatch'
import { expandedDeployment, wikiInput as sample } from './reading.ts'
import { bad, linesOf, refuses } from './refusals.ts'
import { configOf, wiki } from './sample.ts'

const onPagerDuty = (id: string, parts: object = {}) => ({
  ...pagerdutyRest({ id, environment: 'production', secret: secret(id), impact: 'No pages arrive' }),
  every: '1m',
  ...parts,
})

const many = (count: number, parts: object = {}) =>
  configOf(Array.from({ length: count }, (_, index) => onPagerDuty(`bot-${index}`, parts)))

refuses('a budget', [
  bad(
    'more checks than one host should be asked',
    many(400),
    "checks: 400 checks call api.pagerduty.com 400 times a minute, and 7 for controls and reviews; the budget has room for 240 (300/1m, a fifth of it is kept for second looks). Ask less often, such as every: '2m', or, where the provider allows it, set budget: { host: '509/1m' }",
  ),
  bad(
    'more calls with one credential than it should be used for',
    configOf(Array.from({ length: 10 }, (_, index) => onPagerDuty(`bot-${index}`, { secret: secret('shared') }))),
    "checks: 10 checks call with the secret shared 10 times a minute; the budget has room for 9 (12/1m, a fifth of it is kept for second looks). Ask less often, such as every: '2m', or, where the provider allows it, set budget: { credential: '13/1m' }",
  ),
  bad(
    'one check that states less than it needs',
    configOf([onPagerDuty('bot', { budget: { host: '30/1h' } })]),
    "production/bot: budget: 1 check calls api.pagerduty.com 60 times an hour, and 1 for controls and reviews; the budget has room for 24 (30/1h, a fifth of it is kept for second looks). Ask less often, such as every: '3m', or, where the provider allows it, set budget: { host: '77/1h' }",
  ),
  bad(
    'less than any cadence would need',
    configOf([onPagerDuty('bot', { budget: { credential: '1/7d' } })]),
    "production/bot: budget: 1 check calls with the secret bot 10080 times in 7d, and 168 for controls and reviews; the budget has room for 0 (1/7d, a fifth of it is kept for second looks). Ask with fewer checks, or, where the provider allows it, set budget: { credential: '12810/7d' }",
  ),
  bad(
    'a rate that is none',
    configOf([{ ...wiki, budget: { credential: '10 a minute' } }]),
    "production/wiki: budget.credential: expected calls in a span of time, such as '300/1m' or '5000/1h', found a string of 11 characters",
  ),
  bad(
    'a budget of something else',
    configOf([{ ...wiki, budget: { hosts: '10/1m' } }]),
    'production/wiki: budget.hosts: unknown field; did you mean "host"?',
  ),
])

describe('a budget', () => {
  it('has room for as many checks as its message names', () => {
    assert.deepEqual(linesOf(many(236)), [])
    assert.deepEqual(linesOf(many(400, { every: '2m' })), [])
    assert.deepEqual(linesOf(many(400, { budget: { host: '509/1m' } })), [])
  })

  it('is inherited from the defaults by a check without its own', () => {
    const defaults = { budget: { host: '600/1m', credential: '20/1m' } }
    assert.deepEqual(linesOf({ ...many(400), defaults }), [])
    const [check] = expandedDeployment({
      name: 'acme',
      environments: { production: {} },
      defaults,
      checks: [http({ ...sample, budget: { credential: '90/1m' } })],
    }).checks
    assert.deepEqual(check?.budget, { credential: { calls: 90, perSeconds: 60 }, host: { calls: 600, perSeconds: 60 } })
  })
})
