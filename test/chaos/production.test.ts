import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { signOfProduction, soundsLikeProduction } from '../../chaos/safety/production.ts'

const production = [
  'prod',
  'production',
  'eu-prod',
  'prod_eu',
  'prd',
  'acme-production',
  'live',
  'PROD',
  'prod1',
  'euProd',
  'orders.live.eu',
  'prod/orders',
  'acme prd 2',
  'EUProd',
  'ACMEProduction',
  'ｐｒｏｄ',
]
const others = [
  'non-prod',
  'nonprod',
  'preprod',
  'pre-production',
  'pre_prod',
  'not-production',
  'staging',
  'lab',
  'product-catalog',
  'delivery',
  'olive',
  'produce',
  'alive',
  'sandbox',
  'préprod',
  'NONProd',
  'PreProduction',
]

describe('the name of an environment', () => {
  for (const name of production) it(`${name}: production`, () => assert.ok(soundsLikeProduction(name)))
  for (const name of others) it(`${name}: not production`, () => assert.ok(!soundsLikeProduction(name)))
})

describe('a sign of production', () => {
  const signs = { names: ['staging', 'prod-like'], account: '123456789012' }
  it('is a name that sounds like it, unless the operator says otherwise', () => {
    assert.equal(signOfProduction(signs, {}), 'prod-like')
    assert.equal(signOfProduction(signs, { notProduction: ['prod-like'] }), null)
  })
  it('is a name or an account that the operator lists', () => {
    const notProduction = ['prod-like']
    assert.equal(signOfProduction(signs, { notProduction, production: ['staging'] }), 'staging')
    assert.equal(signOfProduction(signs, { notProduction, production: ['123456789012'] }), '123456789012')
  })
})
