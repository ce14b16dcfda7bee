import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { email, http, inEach } from 'tokenwatch'
import { expandedDeployment, wikiInput } from './reading.ts'
import { bad, badWiki, refuses } from './refusals.ts'
import { configOf, wiki } from './sample.ts'

const payments = { page: [email('payments@acme.example')] }
const owners = { payments, platform: { notice: [email('platform@acme.example')] } }

describe('the owners of a config', () => {
  const deployment = expandedDeployment({
    name: 'acme',
    environments: { staging: {}, production: { defaults: { owner: 'platform' } } },
    owners,
    checks: [
      ...inEach(['staging', 'production'], () => http(wikiInput)),
      ...inEach(['staging'], () => http({ ...wikiInput, id: 'cards', owner: 'payments' })),
    ],
  })

  it('have people of their own', () =>
    assert.deepEqual(deployment.owners, [
      { name: 'payments', page: [{ kind: 'email', address: 'payments@acme.example' }], notice: [] },
      { name: 'platform', page: [], notice: [{ kind: 'email', address: 'platform@acme.example' }] },
    ]))

  it('get the messages of the checks that name them, also by a default; those of the others go to the environment', () =>
    assert.deepEqual(
      deployment.checks.map(({ key, routesTo }) => [key, routesTo]),
      [
        ['staging/wiki', null],
        ['production/wiki', 'platform'],
        ['staging/cards', 'payments'],
      ],
    ))

  it('may be anybody where the config has no owners', () => {
    const [check] = expandedDeployment({
      name: 'acme',
      environments: { production: {} },
      checks: [http({ ...wikiInput, owner: 'Jo from billing' })],
    }).checks
    assert.deepEqual([check?.owner, check?.routesTo], ['Jo from billing', null])
  })
})

const written = { payments: { page: [{ kind: 'email', address: 'payments@acme.example' }] } }

refuses('an owner', [
  bad(
    'a check of an owner that the config does not have',
    configOf([{ ...wiki, owner: 'payment' }], { owners: written }),
    'production/wiki: owner: not an owner of this config; did you mean "payments"?',
  ),
  bad(
    'defaults of such an owner',
    configOf([wiki], { owners: written, defaults: { owner: 'shipping' } }),
    'defaults.owner: not an owner of this config; expected one of payments',
  ),
  bad(
    'defaults of an environment of such an owner',
    configOf([wiki], { owners: written, environments: { production: { defaults: { owner: 'Payments' } } } }),
    'environments.production.defaults.owner: not an owner of this config; did you mean "payments"?',
  ),
  bad(
    'an owner without people',
    configOf([wiki], { owners: { payments: {} } }),
    "owners.payments: expected at least one subscriber in page or notice, such as email('payments@acme.example')",
  ),
  bad(
    'an owner with a watcher',
    configOf([wiki], { owners: { payments: { ...written.payments, watcher: [] } } }),
    'owners.payments.watcher: unknown field; expected one of page, notice, workingHours',
  ),
  bad(
    'owners as a list',
    configOf([wiki], { owners: [written] }),
    'owners: expected an object of owners by name, found a list of 1',
  ),
  bad(
    'an owner whose name no route can hold',
    configOf([wiki], { owners: { 'the payments team': written.payments } }),
    'owners["the payments team"]: expected lower-case letters, digits and dashes such as ci-bot, at most 63, found a string of 17 characters',
  ),
  badWiki(
    'an owner that is no text',
    { owner: 7 },
    'owner: expected a sentence on one line, at most 300 characters, found a number',
  ),
])
