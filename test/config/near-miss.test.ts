import assert from 'node:assert/strict'
import { it } from 'node:test'
import { suggest } from '../../functions/config/near-miss.ts'

const known = ['impact', 'environment', 'ping', 'warn']

it('a name that is a few edits off suggests the one that was meant', () => {
  const typos = { impcat: 'impact', enviromnet: 'environment', ENVIRONMENT: 'environment', pin: 'ping', wran: 'warn' }
  for (const [typo, meant] of Object.entries(typos)) assert.equal(suggest(typo, known), `did you mean "${meant}"?`)
})

it('a name that is close to nothing gets the whole choice', () => {
  for (const name of ['', 'owner', 'x'.repeat(1_000)])
    assert.equal(suggest(name, known), 'expected one of impact, environment, ping, warn')
})
