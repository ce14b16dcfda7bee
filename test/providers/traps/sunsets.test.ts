import assert from 'node:assert/strict'
import { it } from 'node:test'
import { providers } from '../../../functions/providers/providers.ts'

/** Ends of whole kinds of credentials, as the providers announced them: what ends, for whom, and when. */
const announced = {
  'azure-devops': [['Personal access tokens for all organizations', 'everybody', '2026-12-01']],
  hubspot: [
    ['Existing legacy private apps', 'every account', '2027-09-01'],
    ['New legacy private apps', 'every account', '2026-10-26'],
  ],
  shopify: [['Access tokens without expiry', 'public apps', '2027-01-01']],
  zendesk: [
    ['API tokens', 'every account', '2027-04-30'],
    ['New API tokens', 'every account', '2026-10-27'],
  ],
}

const all = [...providers.values()]

it('an end says what ends, for whom and when, as it was announced', () => {
  const known = all.flatMap(({ name, sunsets = [] }) =>
    sunsets.length === 0 ? [] : [[name, sunsets.map(({ what, whom, on }) => [what, whom, on])]],
  )
  assert.deepEqual(Object.fromEntries(known), announced)
})

it('a trap or a step that names a day of an end names the day of a sunset', () => {
  const said = all.flatMap(({ name, traps, runbook, sunsets = [] }) =>
    [...traps, runbook?.steps ?? '']
      .flatMap((text) => [...text.matchAll(/\b20[0-9]{2}-[0-9]{2}-[0-9]{2}\b/g)].map(([day]) => day))
      .filter((day) => !sunsets.some(({ on }) => on === day))
      .map((day) => `${name}: ${day}`),
  )
  assert.deepEqual(said, [])
})

it('a kind whose end nobody announced has no sunset, and its steps say what can no longer be made', () => {
  const salesforce = all.find(({ name }) => name === 'salesforce')
  assert.equal(salesforce?.sunsets, undefined)
  assert.match(salesforce?.runbook?.steps ?? '', /nobody can create a connected app.*external client app/)
})
