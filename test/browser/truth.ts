import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Browser } from 'playwright-core'
import { startConsole } from '../../cli/console/console-server.ts'
import { watchFacts } from '../../cli/console/watched-facts.ts'
import type { DeploymentFacts } from '../../functions/status-page/facts.ts'
import { aFreshJudgement, someFacts } from '../status-page/facts.ts'
import { freePort } from '../support/free-port.ts'
import { keepOpen } from '../support/stack.ts'
import { openPage } from './browser.ts'

const judged = (reason: 'healthy' | 'revoked'): DeploymentFacts =>
  someFacts({ judgements: [aFreshJudgement({ reason, standing: reason === 'healthy' ? 'valid' : 'invalid' })] })

/** The tools of one test: something to close afterwards, and the browser. */
type Tools = { readonly keep: ReturnType<typeof keepOpen>; browser(): Browser }

/** Tests that a page says when it knows nothing new. */
export function truthTests(browser: () => Browser): void {
  describe('the truth of a page', { timeout: 60_000 }, () => {
    const tools = { keep: keepOpen(), browser }
    it('says that the console is gone and how old its data is, and follows the next one on the same port', () =>
      restart(tools))
    it('shows the age by the clock of the monitor, whatever the clock of the browser says', () => skew(tools))
    it('goes on with the last facts when the deployment cannot be read, says so, and recovers', () => outage(tools))
    it('takes a burst of 10,000 events and stays usable', () => burst(tools))
  })
}

async function serving(look: () => Promise<DeploymentFacts>, port: number) {
  const facts = watchFacts({ look, everyMs: 200, restMs: 0 })
  const options = { deployment: 'acme', facts, actions: null, token: null }
  const server = await startConsole(options, { address: '127.0.0.1', port })
  return {
    url: server.url,
    async close() {
      facts.close()
      await server.close()
    },
  }
}

async function restart({ keep, browser }: Tools): Promise<void> {
  const port = await freePort()
  const first = await serving(async () => judged('healthy'), port)
  const { page } = keep(await openPage(browser()))
  await page.goto(first.url)
  await page.getByText('all 1 credentials are proved valid').waitFor()
  await first.close()
  await page.getByText(/Disconnected from the console for \d+s\. What you see is \d+s old\. Trying again\./).waitFor()
  const second = keep(await serving(async () => judged('revoked'), port))
  await page.getByText('This credential has been revoked').waitFor()
  assert.equal(second.url, first.url)
  assert.equal(await page.locator('#link').isHidden(), true)
}

async function skew({ keep, browser }: Tools): Promise<void> {
  const server = keep(await serving(async () => judged('healthy'), 0))
  const { page } = keep(await openPage(browser()))
  await page.clock.install({ time: new Date('2001-01-01') })
  await page.goto(server.url)
  assert.match(await page.innerText('.asof'), /^As of 2026-11-21 12:00 UTC, \ds ago\.$/)
  await page.clock.setSystemTime(new Date('2040-01-01'))
  await page.evaluate('showAge()')
  assert.match(
    await page.innerText('.asof'),
    /^As of 2026-11-21 12:00 UTC, \d\ds? ?ago\.$|^As of 2026-11-21 12:00 UTC, \ds ago\.$/,
  )
}

async function outage({ keep, browser }: Tools): Promise<void> {
  let isAway = false
  const look = async () => {
    if (isAway) throw new TypeError('x')
    return judged('healthy')
  }
  const server = keep(await serving(look, 0))
  const { page } = keep(await openPage(browser()))
  await page.goto(`${server.url}checks`)
  await page.getByText('production/billing').waitFor()
  isAway = true
  await page.getByText('Not connected to the deployment: the last look failed').waitFor()
  await page.getByText('production/billing').waitFor()
  isAway = false
  await page.getByText('Not connected to the deployment').waitFor({ state: 'detached' })
}

async function burst({ keep, browser }: Tools): Promise<void> {
  const events = Array.from(
    { length: 500 },
    (_, index) => ({ at: index, kind: 'page', text: `event ${index}` }) as const,
  )
  const server = keep(await serving(async () => ({ ...judged('healthy'), events, earlierEvents: 9_500 }), 0))
  const { page } = keep(await openPage(browser()))
  await page.goto(server.url)
  await page.getByText('9970 earlier events are not shown').waitFor()
  await page.getByRole('link', { name: 'Checks' }).click()
  await page.getByRole('heading', { name: /^Checks/ }).waitFor()
}
