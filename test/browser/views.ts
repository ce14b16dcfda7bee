import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import type { ConsoleActions } from '../../cli/console/actions.ts'
import { startConsole } from '../../cli/console/console-server.ts'
import { watchFacts } from '../../cli/console/watched-facts.ts'
import type { DeploymentFacts } from '../../functions/status-page/facts.ts'
import { storesWith } from '../cli/console/stores.ts'
import { keepOpen } from '../support/stack.ts'
import { axeFindings, openPage, phone, sidewaysPixels, wide } from './browser.ts'
import { aCompany, aHostileDeployment } from './deployments.ts'

const views = [
  '/',
  '/checks',
  '/checks?standing=invalid',
  '/expiries',
  '/incidents',
  '/rotations',
  '/inventory',
  '/lab',
] as const
const key = 'production/payments-stripe'
const more = [
  `/check?key=${key}`,
  `/acknowledge?key=${key}`,
  `/silence?key=${key}`,
  '/check?key=production/gone',
] as const

/** The tools of one test: something to close afterwards, the browser, and the address of a page. */
type ViewTools = { readonly keep: ReturnType<typeof keepOpen>; browser(): Browser; at(path: string): string }

/** Tests of every view over a deployment that has everything. */
export function viewTests(browser: () => Browser): void {
  describe('every view', { timeout: 120_000 }, () => {
    const keep = keepOpen()
    let address = ''
    before(async () => {
      const { actions } = storesWith(key)
      address = await serve(aCompany(), keep, { ...actions, fault: async () => {} })
    })
    const tools = { keep, browser, at: (path: string) => new URL(path, address).href }
    for (const [title, options, axed] of [
      ['on a wide screen, light', { viewport: wide, colorScheme: 'light' }, [...views, ...more]],
      ['on a wide screen, dark', { viewport: wide, colorScheme: 'dark' }, [...views, ...more]],
      ['on a phone', { viewport: phone, colorScheme: 'light', hasTouch: true }, ['/', '/checks', more[0]]],
    ] as const)
      it(`has no barrier that axe finds, no error and no sideways scrolling: ${title}`, () =>
        look(options, axed, tools))

    it('says every standing by a word and a mark, whatever its colour', () => standings(tools))
    it('filters by what stands in the address, and keeps it there', () => filters(tools))
    it('works without JavaScript: views, filters, plans', () => withoutScript(tools))
    it('is worked by keyboard: skip to the content, reach a check, open it, and the focus stays through a change', () =>
      keyboard(tools))
    it('moves through pages of 5,000 checks', () => large(tools))
    it('shows hostile names and texts of providers as text', () => hostile(tools))
  })
}

/** Serves facts on a port of their own until the end of the suite. */
async function serve(
  facts: DeploymentFacts,
  keep: ViewTools['keep'],
  actions: ConsoleActions | null = null,
): Promise<string> {
  const watched = watchFacts({ look: async () => facts, everyMs: 60_000, restMs: 0 })
  keep({ close: async () => watched.close() })
  const options = { deployment: 'acme', facts: watched, actions, token: null }
  return keep(await startConsole(options, { address: '127.0.0.1', port: 0 })).url
}

async function look(
  options: BrowserContextOptions,
  axed: readonly string[],
  { keep, browser, at }: ViewTools,
): Promise<void> {
  const { page, errors } = keep(await openPage(browser(), options))
  for (const path of [...views, ...more]) {
    await page.goto(at(path))
    if (axed.includes(path)) assert.deepEqual(await axeFindings(page), [], path)
    assert.equal(await sidewaysPixels(page), 0, path)
  }
  assert.deepEqual(
    errors.filter((line) => !line.includes('404')),
    [],
  )
}

async function standings({ keep, browser, at }: ViewTools): Promise<void> {
  const { page } = keep(await openPage(browser()))
  await page.goto(at('/checks'))
  const badges = await page.locator('.badge').allInnerTexts()
  for (const words of ['✗ invalid', '! misconfigured', '? unknown', '◌ stale', '… waiting', '✓ valid'])
    assert.ok(badges.includes(words), words)
}

async function filters({ keep, browser, at }: ViewTools): Promise<void> {
  const { page } = keep(await openPage(browser()))
  await page.goto(at('/checks'))
  await page.getByLabel('search').fill('stripe')
  await page.getByLabel('standing').selectOption('invalid')
  await page.getByRole('button', { name: 'Filter' }).click()
  await page.waitForURL(/q=stripe.*standing=invalid/)
  assert.deepEqual(await rowsOn(page), [key])
  await page.reload()
  assert.deepEqual([await rowsOn(page), await page.getByLabel('search').inputValue()], [[key], 'stripe'])
}

async function withoutScript({ keep, browser, at }: ViewTools): Promise<void> {
  const { page } = keep(await openPage(browser(), { javaScriptEnabled: false }))
  await page.goto(at('/'))
  await page.getByRole('link', { name: 'Checks' }).click()
  await page.getByLabel('standing').selectOption('misconfigured')
  await page.getByRole('button', { name: 'Filter' }).click()
  assert.equal((await rowsOn(page)).length, 1)
  await page.goto(at(`/silence?key=${key}`))
  await page.getByLabel(/^reason/).fill('a move')
  await page.getByRole('button', { name: 'Show the plan' }).click()
  assert.match(await page.innerText('main'), /This would silence check production\/payments-stripe until/)
}

async function keyboard({ keep, browser, at }: ViewTools): Promise<void> {
  const { page } = keep(await openPage(browser()))
  await page.goto(at('/'))
  await page.keyboard.press('Tab')
  assert.equal(await focusedText(page), 'Skip to the content')
  await page.keyboard.press('Enter')
  await tabUntil(page, key)
  await page.evaluate('refresh()')
  assert.equal(await focusedText(page), key)
  await page.keyboard.press('Enter')
  await page.waitForURL(/\/check\?key=/)
}

async function large({ keep, browser }: ViewTools): Promise<void> {
  const address = await serve(aCompany(5_000), keep)
  const { page } = keep(await openPage(browser()))
  await page.goto(new URL('/checks', address).href)
  await page.getByRole('link', { name: 'Next' }).click()
  await page.waitForURL(/page=2/)
  assert.equal((await rowsOn(page)).length, 100)
}

async function hostile({ keep, browser }: ViewTools): Promise<void> {
  const address = await serve(aHostileDeployment(), keep)
  const { page, errors } = keep(await openPage(browser()))
  for (const path of views.filter((one) => one !== '/lab')) {
    await page.goto(new URL(path, address).href)
    await page.evaluate('refresh()')
    assert.equal(await page.evaluate('globalThis.owned'), undefined, path)
    assert.equal(await page.locator('main img, main script, main iframe, main [onerror]').count(), 0, path)
  }
  assert.deepEqual(errors, [])
}

const rowsOn = (page: Page): Promise<readonly string[]> => page.locator('tbody th a').allInnerTexts()

const focusedText = (page: Page): Promise<string> => page.evaluate<string>('document.activeElement.textContent')

/** Presses Tab until the focus is on this text. */
async function tabUntil(page: Page, text: string): Promise<void> {
  for (let presses = 0; presses < 100; presses += 1) {
    await page.keyboard.press('Tab')
    if ((await focusedText(page)) === text) return
  }
  assert.fail(`no element with the text ${text} can be reached by keyboard`)
}
