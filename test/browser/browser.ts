import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'

/** Path of the browser: Debian's, unless a variable names another. */
const executablePath = process.env['TOKENWATCH_CHROMIUM'] ?? '/usr/bin/chromium'

/**
 * Returns the sentence that says why the browser tests are skipped; `false` if they run. A pipeline without the browser fails: a test that
 * was skipped there proves nothing.
 */
export function skipped(): string | false {
  if (existsSync(executablePath)) return false
  const why = `no browser at ${executablePath}: apt-get install chromium, or name one in TOKENWATCH_CHROMIUM`
  if (isRequired(process.env)) throw new Error(why)
  return why
}

/** Returns true where a missing browser is a failure: in `.ci/run` and in any pipeline. */
export function isRequired(environment: Readonly<Record<string, string | undefined>>): boolean {
  const { CI = '', TOKENWATCH_BROWSER_REQUIRED = '' } = environment
  return TOKENWATCH_BROWSER_REQUIRED !== '' || !['', 'false', '0'].includes(CI)
}

/** Starts the browser that all tests share. */
export function openBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'] })
}

/** A page of its own. Fails the test at its end if the page had an error or a policy stopped something. */
export async function openPage(
  browser: Browser,
  options: BrowserContextOptions = {},
): Promise<{ readonly page: Page; readonly errors: readonly string[]; close(): Promise<void> }> {
  const context = await browser.newContext({ reducedMotion: 'reduce', ...options })
  const page = await context.newPage()
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(String(error)))
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()))
  return { page, errors, close: () => context.close() }
}

/** Sizes that are tried: a wide screen, and a phone. */
export const wide = { width: 1_280, height: 800 }
export const phone = { width: 390, height: 844 }

/** Looks for barriers. It is evaluated from outside, since the policy of a page allows no other script. */
const axe = readFileSync(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8')

type Violation = {
  readonly id: string
  readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[]
}

/** Lists what axe finds, with the elements. */
export async function axeFindings(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe)
  const found = await page.evaluate<readonly Violation[]>('axe.run().then(({ violations }) => violations)')
  return found.map(({ id, nodes }) =>
    [id, ...nodes.slice(0, 2).map(({ html, failureSummary }) => `${html.slice(0, 160)} ${failureSummary}`)].join(
      '\n  ',
    ),
  )
}

/** Pixels by which a page is wider than its window. */
export function sidewaysPixels(page: Page): Promise<number> {
  return page.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth')
}
