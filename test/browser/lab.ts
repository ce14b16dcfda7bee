import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { type LabConsole, startLabConsole } from '../../cli/start/lab-console.ts'
import { labTable } from '../../local/directory.ts'
import { startStack } from '../../local/stack.ts'
import { startStories } from '../../local/stories/stories.ts'
import { hookLimit, keepOpen } from '../support/stack.ts'
import { openPage } from './browser.ts'

/** Limit of one step in the lab, on a busy machine. */
const step = { timeout: 60_000 }

/** Tests of the page over the running lab of `npm start`. */
export function labTests(browser: () => Browser): void {
  describe('the page of the lab', { timeout: 240_000 }, () => {
    const keep = keepOpen()
    let lab: LabConsole
    before(async () => {
      const subject = keep(await startStories())
      const stack = keep(await startStack({ ...subject, scheduled: true }))
      lab = keep(await startLabConsole({ subject, stack, table: labTable, port: 0, author: 'sam' }))
    }, hookLimit)
    const open = async (path: string): Promise<Page> => {
      const { page } = keep(await openPage(browser()))
      await page.goto(new URL(path, lab.page.url).href)
      return page
    }

    it('shows the first verdicts as they come', async () => {
      const page = await open('/checks')
      for (const reason of ['under_scoped', 'wrong_environment', 'unreachable'])
        await page.getByRole('cell', { name: reason }).waitFor(step)
    })

    it('injects a fault, shows a token die without a reload, its page, and its recovery, on one line of time', () =>
      watchFault(open))

    it('acknowledges an incident, after its plan was shown', async () => {
      const page = await open('/incidents')
      await page.getByRole('link', { name: 'Acknowledge production/invoices' }).click()
      await page.getByText('This would acknowledge production/invoices as sam').waitFor()
      await page.getByRole('button', { name: 'Do it' }).click()
      await page.getByText(/acknowledged by sam/).waitFor(step)
    })

    it('follows a rotation to its end', async () => {
      const page = await open('/rotations')
      const card = page.getByRole('article', { name: 'Rotation of production/reports' }).first()
      await card.locator('.level', { hasText: /^done$/ }).waitFor(step)
      const steps = await card.locator('.steps .reached').allInnerTexts()
      for (const phase of ['preflight', 'saved', 'done'])
        assert.ok(
          steps.some((words) => words.includes(phase)),
          phase,
        )
    })
  })
}

/** Injects a fault on one page, and follows it there and on the first page, which is never loaded again. */
async function watchFault(open: (path: string) => Promise<Page>): Promise<void> {
  const [overview, chaos] = [await open('/'), await open('/lab')]
  await overview.evaluate('globalThis.mark = 1')
  await chaos.getByRole('button', { name: 'Inject The token of the deployments is revoked' }).click()
  const card = overview.getByRole('article', { name: 'production/deploys' })
  await card.getByText('page', { exact: true }).waitFor(step)
  assert.match(await card.innerText(), /No release can go out \(used by release\)/)
  const fault = chaos.getByRole('article', { name: 'The token of the deployments is revoked' })
  await fault.getByText('ALARM production/deploys').waitFor(step)
  await fault.getByRole('button', { name: /^Stop/ }).click()
  await card.waitFor({ ...step, state: 'detached' })
  await fault.getByText('OK production/deploys').waitFor(step)
  const kinds = await fault.locator('.events b').allInnerTexts()
  assert.equal(kinds[0], 'injected')
  const [page, stopped] = [kinds.indexOf('page'), kinds.indexOf('stopped')]
  assert.ok(page > kinds.indexOf('transition') && stopped > page && kinds.lastIndexOf('page') > stopped, kinds.join())
  assert.equal(await overview.evaluate('globalThis.mark'), 1)
}
