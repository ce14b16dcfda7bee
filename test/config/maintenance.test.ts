import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { http } from 'tokenwatch'
import { expandedCheck, expandedDeployment, wikiInput as wikiOptions } from './reading.ts'
import { type Bad, bad, badWiki, refuses } from './refusals.ts'
import { configOf, wiki } from './sample.ts'

const window = { reason: 'Backups', from: '22:00', to: '02:30', timeZone: 'Europe/Berlin' }

describe('a maintenance window', () => {
  const read = (written: object) =>
    expandedDeployment({
      name: 'acme',
      environments: { production: {} },
      checks: [http({ ...wikiOptions, tags: ['docs'] })],
      maintenance: [{ ...window, ...written }],
    }).maintenance[0]

  it('applies every day and to everything by default', () => {
    assert.deepEqual(read({}), {
      reason: 'Backups',
      from: 1_320,
      to: 150,
      timeZone: 'Europe/Berlin',
      covers: [],
      days: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'],
    })
  })

  it('may cover checks, providers, tags and environments', () => {
    const covers = {
      checks: ['production/wiki'],
      providers: ['wiki.acme.example'],
      tags: ['docs'],
      environments: ['production'],
    }
    assert.deepEqual(read({ covers, days: ['sun'] })?.covers, [
      { check: 'production/wiki' },
      { provider: 'wiki.acme.example' },
      { tag: 'docs' },
      { environment: 'production' },
    ])
  })
})

describe('the thresholds of a check', () => {
  it('are its own, or those of its environment', () => {
    const { thresholds } = expandedCheck(
      http({ ...wikiOptions, unknownAfter: 1, recoversAfter: 5, unprovedAfter: '2h' }),
    )
    assert.deepEqual(thresholds, {
      unknownAfter: 1,
      misconfiguredAfter: 3,
      recoversAfter: 5,
      unprovedAfterSeconds: 7_200,
    })
  })
})

const badWindow = (fault: string, change: object, ...lines: readonly string[]): Bad =>
  bad(
    fault,
    configOf([wiki], { maintenance: [{ ...window, ...change }] }),
    ...lines.map((line) => `maintenance[0].${line}`),
  )

refuses('a maintenance window', [
  badWindow(
    'a time that is none',
    { from: '24:00' },
    'from: expected a time of the day such as 22:30, found a string of 5 characters',
  ),
  badWindow(
    'a time zone that is none',
    { timeZone: 'Europe/Bärlin' },
    'timeZone: expected a time zone such as Europe/Berlin or UTC, found a string of 13 characters',
  ),
  badWindow(
    'no reason',
    { reason: undefined },
    'reason: missing; expected a sentence on one line, at most 300 characters',
  ),
  badWindow('no day at all', { days: [] }, 'days: expected at least one day, found an empty list'),
  badWindow(
    'a day that is none',
    { days: ['someday'] },
    'days[0]: expected one of mon, tue, wed, thu, fri, sat, sun, found a string of 7 characters',
  ),
  badWindow(
    'an end at its beginning',
    { to: '22:00' },
    'to: expected another time than from: the window would be empty',
  ),
  badWindow(
    'a check that the config has not',
    { covers: { checks: ['production/wikki'] } },
    'covers.checks[0]: the config has none of this name; did you mean "production/wiki"?',
  ),
  badWindow(
    'an environment that the config has not',
    { covers: { environments: ['prod'] } },
    'covers.environments[0]: the config has none of this name; expected one of staging, production',
  ),
  badWindow('a tag where no check has one', { covers: { tags: ['docs'] } }, 'covers.tags[0]: the config has none'),
])

refuses('a threshold', [
  badWiki('no tick', { unknownAfter: 0 }, 'unknownAfter: expected a number of ticks from 1 to 20, found a number'),
  badWiki(
    'half a tick',
    { misconfiguredAfter: 1.5 },
    'misconfiguredAfter: expected a number of ticks from 1 to 20, found a number',
  ),
  badWiki(
    'a time without a unit',
    { unprovedAfter: '30' },
    'unprovedAfter: expected a duration such as 90s, 5m, 12h, 30d or 2w, found "30"',
  ),
  badWiki(
    'words',
    { recoversAfter: 'two' },
    'recoversAfter: expected a number of ticks from 1 to 20, found a string of 3 characters',
  ),
  bad(
    'a number in the defaults',
    configOf([wiki], { defaults: { unknownAfter: 21 } }),
    'defaults.unknownAfter: expected a number of ticks from 1 to 20, found a number',
  ),
])
