import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { type ConsoleServer, startConsole } from '../../cli/console/console-server.ts'
import { watchFacts } from '../../cli/console/watched-facts.ts'
import { storesWith } from '../cli/console/stores.ts'
import { keepOpen } from '../support/stack.ts'
import { axeFindings, openPage, phone, sidewaysPixels, wide } from './browser.ts'
import { aCompany, aHostileDeployment } from './deployments.ts'

const views = ['/', '/checks', '/checks?standing=invalid', '/expiries', '/incidents', '/rotations', '/lab'] as const
const key = 'production/payments-stripe'
const more = [
  `/check?key=${key}`,
  `/acknowledge?key=${key}`,
  `/silence?key=${key}`,
  '/check?key=production/gone',
] as const

/** Tests of every view over a deployment that has everything. */
export function viewTests(browser: () => Browser): void {
  describe('every view', { timeout: 120_000 }, () => {
    const keep = keepOpen()
    let server: ConsoleServer
    before(async () => {
      const facts = watchFacts({ look: async () => aCompany(), everyMs: 60_000, restMs: 0 })
      const { actions } = storesWith(key)
      const withFaults = { ...actions, fault: async () => {} }
      server = keep(
        await startConsole(
          { deployment: 'acme', facts, actions: withFaults, token: null },
          { address: '127.0.0.1', port: 0 },
        ),
      )
      keep({ close: async () => facts.close() })
    })
    const at = (path: string) => new URL(path, server.url).href

    for (const [title, options, axed] of [
      ['on a wide screen, light', { viewport: wide, colorScheme: 'light' }, [...views, ...more]],
      ['on a wide screen, dark', { viewport: wide, colorScheme: 'dark' }, [...views, ...more]],
      ['on a phone', { viewport: phone, colorScheme: 'light', hasTouch: true }, ['/', '/checks', more[0]]],
    ] as const)
      it(`has no barrier that axe finds, no error and no sideways scrolling: ${title}`, async () => {
        const { page, errors } = keep(await openPage(browser(), options))
        for (const path of [...views, ...more]) {
          await page.goto(at(path))
          if (axed.some((one) => one === path)) assert.deepEqual(await axeFindings(page), [], path)
          assert.equal(await sidewaysPixels(page), 0, path)
        }
        assert.deepEqual(
          errors.filter((line) => !line.includes('404')),
          [],
        )
      })

    it('says every standing by a word and a mark, whatever its colour', async () => {
      const { page } = keep(await openPage(browser()))
      await page.goto(at('/checks'))
      const badges = await page.locator('.badge').allInnerTexts()
      for (const words of ['✗ invalid', '! misconfigured', '? unknown', '◌ stale', '… waiting', '✓ valid'])
        assert.ok(badges.includes(words), words)
    })

    it('filters by what stands in the address, and keeps it there', async () => {
      const { page } = keep(await openPage(browser()))
      await page.goto(at('/checks'))
      await page.getByLabel('search').fill('stripe')
      await page.getByLabel('standing').selectOption('invalid')
      await page.getByRole('button', { name: 'Filter' }).click()
      await page.waitForURL(/q=stripe.*standing=invalid/)
      assert.deepEqual(await rowsOn(page), [key])
      await page.reload()
      assert.deepEqual([await rowsOn(page), await page.getByLabel('search').inputValue()], [[key], 'stripe'])
    })

    it('works without JavaScript: views, filters, plans', async () => {
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
    })

    it('is worked by keyboard: skip to the content, reach a check, open it, and the focus stays through a change', async () => {
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
    })

    it('moves through pages of 5,000 checks', async () => {
      const facts = watchFacts({ look: async () => aCompany(5_000), everyMs: 60_000, restMs: 0 })
      keep({ close: async () => facts.close() })
      const options = { deployment: 'acme', facts, actions: null, token: null }
      const large = keep(await startConsole(options, { address: '127.0.0.1', port: 0 }))
      const { page } = keep(await openPage(browser()))
      await page.goto(new URL('/checks', large.url).href)
      await page.getByRole('link', { name: 'Next' }).click()
      await page.waitForURL(/page=2/)
      assert.equal((await rowsOn(page)).length, 100)
    })

    it('shows hostile names and texts of providers as text', async () => {
      const facts = watchFacts({ look: async () => aHostileDeployment(), everyMs: 60_000, restMs: 0 })
      keep({ close: async () => facts.close() })
      const options = { deployment: 'acme', facts, actions: null, token: null }
      const hostile = keep(await startConsole(options, { address: '127.0.0.1', port: 0 }))
      const { page, errors } = keep(await openPage(browser()))
      for (const path of views.filter((one) => one !== '/lab')) {
        await page.goto(new URL(path, hostile.url).href)
        await page.evaluate('refresh()')
        assert.equal(await page.evaluate('globalThis.owned'), undefined, path)
        assert.equal(await page.locator('main img, main script, main iframe, main [onerror]').count(), 0, path)
      }
      assert.deepEqual(errors, [])
    })
  })
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
