import { after, before, describe } from 'node:test'
import type { Browser } from 'playwright-core'
import { openBrowser, skipped } from './browser.ts'
import { labTests } from './lab.ts'
import { truthTests } from './truth.ts'
import { viewTests } from './views.ts'

/** All tests share one browser: a start of it costs more than a test. */
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
