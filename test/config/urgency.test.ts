import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { email, http, inEach } from 'tokenwatch'
import { expandedDeployment, wikiInput } from './reading.ts'
import { bad, badWiki, refuses } from './refusals.ts'
import { configOf, wiki } from './sample.ts'

const workingHours = { timeZone: 'Europe/Berlin', from: '09:00', to: '17:30' }

describe('the paging of a check', () => {
  it('is on, and may be in the shadow for a whole deployment but for one check', () => {
    const { checks } = expandedDeployment({
      name: 'acme',
      environments: { production: {} },
      defaults: { paging: 'shadow' },
      checks: [http(wikiInput), http({ ...wikiInput, id: 'proven', paging: 'on' })],
    })
    assert.deepEqual(
      checks.map(({ paging }) => paging),
      ['shadow', 'on'],
    )
  })
})

describe('the urgency of a check', () => {
  it('is now, and ticket in staging, unless the config says otherwise', () => {
    const environments = { staging: {}, production: {}, lab: { defaults: { urgency: 'hours', workingHours } } } as const
    const each = inEach(['staging', 'production', 'lab'], () => http(wikiInput))
    const paged = http({ ...wikiInput, id: 'paged', environment: 'staging', urgency: 'now' })
    const { checks } = expandedDeployment({ name: 'acme', environments, checks: [...each, paged] })
    assert.deepEqual(
      checks.map(({ key, urgency }) => [key, urgency]),
      [
        ['staging/wiki', 'ticket'],
        ['production/wiki', 'now'],
        ['lab/wiki', 'hours'],
        ['staging/paged', 'now'],
      ],
    )
  })

  it('comes with working hours, from Monday to Friday by default', () => {
    const [check] = expandedDeployment({
      name: 'acme',
      environments: { production: {} },
      defaults: { workingHours },
      checks: [http(wikiInput)],
    }).checks
    const days = ['mon', 'tue', 'wed', 'thu', 'fri']
    assert.deepEqual(check?.workingHours, { days, from: 540, to: 1_050, timeZone: 'Europe/Berlin' })
  })
})

describe('the working hours of an owner', () => {
  const page = [email('payments@acme.example')]
  const late = { timeZone: 'America/New_York', from: '10:00', to: '18:00' }
  const early = { timeZone: 'Asia/Tokyo', from: '07:00', to: '15:00' }
  const zones = (defaults: { readonly workingHours?: typeof late }) =>
    expandedDeployment({
      name: 'acme',
      environments: { production: { defaults } },
      defaults: { workingHours },
      owners: { payments: { page, workingHours: late }, docs: { page } },
      checks: [
        http({ ...wikiInput, id: 'own', owner: 'payments', workingHours: early }),
        http({ ...wikiInput, id: 'of-owner', owner: 'payments', urgency: 'hours' }),
        http({ ...wikiInput, id: 'without', owner: 'docs' }),
        http({ ...wikiInput, id: 'unowned' }),
      ],
    }).checks.map((check) => [check.id, check.workingHours?.timeZone])

  it('are those of its checks, before those of the environment and of the config', () => {
    assert.deepEqual(zones({ workingHours: early }), [
      ['own', 'Asia/Tokyo'],
      ['of-owner', 'America/New_York'],
      ['without', 'Asia/Tokyo'],
      ['unowned', 'Asia/Tokyo'],
    ])
    assert.deepEqual(zones({}), [
      ['own', 'Asia/Tokyo'],
      ['of-owner', 'America/New_York'],
      ['without', 'Europe/Berlin'],
      ['unowned', 'Europe/Berlin'],
    ])
  })

  it('are enough for a check that waits for them', () => {
    const [check] = expandedDeployment({
      name: 'acme',
      environments: { production: {} },
      owners: { payments: { page, workingHours: late } },
      checks: [http({ ...wikiInput, owner: 'payments', urgency: 'hours' })],
    }).checks
    assert.equal(check?.workingHours?.timeZone, 'America/New_York')
  })
})

const ownedWith = (hours: unknown) =>
  configOf([{ ...wiki, owner: 'payments' }], {
    owners: { payments: { page: [{ kind: 'email', address: 'payments@acme.example' }], workingHours: hours } },
  })

refuses('the working hours of an owner', [
  bad(
    'without a time zone',
    ownedWith({ from: '09:00', to: '17:00' }),
    'owners.payments.workingHours.timeZone: missing; expected a time zone such as Europe/Berlin or UTC',
  ),
  bad(
    'as a text',
    ownedWith('09:00-17:00'),
    'owners.payments.workingHours: expected { timeZone, days?, from, to }, found a string of 11 characters',
  ),
])

refuses('an urgency', [
  badWiki(
    'another word',
    { urgency: 'soon' },
    'urgency: expected one of now, hours, ticket, found a string of 4 characters',
  ),
  badWiki(
    'paging that is off',
    { paging: 'off' },
    'paging: expected one of on, shadow, found a string of 3 characters',
  ),
  badWiki(
    'hours that nothing names',
    { urgency: 'hours' },
    "workingHours: missing; urgency: 'hours' waits for them: set workingHours: { timeZone: 'Europe/Berlin', from: '09:00', to: '17:00' } here, in its owner or in defaults",
  ),
  badWiki(
    'hours without a time zone',
    { workingHours: { from: '09:00', to: '17:00' } },
    'workingHours.timeZone: missing; expected a time zone such as Europe/Berlin or UTC',
  ),
  badWiki(
    'hours that end when they begin',
    { workingHours: { ...workingHours, to: '09:00' } },
    'workingHours.to: expected another time than from: the window would be empty',
  ),
  badWiki(
    'hours on no day',
    { workingHours: { ...workingHours, days: [] } },
    'workingHours.days: expected at least one day, found an empty list',
  ),
])
