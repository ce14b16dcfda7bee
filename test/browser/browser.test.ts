import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Browser } from 'playwright-core'
import { isRequired, openBrowser, skipped } from './browser.ts'
import { labTests } from './lab.ts'
import { truthTests } from './truth.ts'
import { viewTests } from './views.ts'

/** All tests share one browser: a start of it costs more than a test. */
describe('the need of a browser', () => {
  for (const [environment, wanted] of [
    [{}, false],
    [{ CI: 'false' }, false],
    [{ CI: 'true' }, true],
    [{ TOKENWATCH_BROWSER_REQUIRED: '1' }, true],
  ] as const)
    it(`is ${wanted ? '' : 'not '}a failure with ${JSON.stringify(environment)}`, () => {
      assert.equal(isRequired(environment), wanted)
    })
})

describe('in a browser', { skip: skipped(), timeout: 600_000 }, () => {
  let browser: Browser
  before(async () => {
    browser = await openBrowser()
  })
  after(() => browser.close())

  viewTests(() => browser)
  truthTests(() => browser)
  labTests(() => browser)
})
