/**
 * Makes the screenshots of the README from the real pages: `npm run screenshots`. They are stored in docs/images.
 */
import { mkdir, stat, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { html } from 'hono/html'
import type { Browser } from 'playwright-core'
import { startConsole } from '../../cli/console/console-server.ts'
import { watchFacts } from '../../cli/console/watched-facts.ts'
import { alarmLines, eventLine, statusTable } from '../../cli/start/table.ts'
import { statusView } from '../../functions/status-page/view.ts'
import { storesWith } from '../cli/console/stores.ts'
import { openBrowser, phone } from './browser.ts'
import { aCompany } from './deployments.ts'

const folder = fileURLToPath(new URL('../../docs/images/', import.meta.url))

/** Most bytes of one picture. */
const mostPictureBytes = 150_000

const shots = [
  { name: 'console', path: '/', options: { viewport: { width: 1_000, height: 760 } } },
  { name: 'console-dark', path: '/checks', options: { viewport: { width: 1_000, height: 560 }, colorScheme: 'dark' } },
  { name: 'console-phone', path: '/', options: { viewport: phone } },
] as const

async function shootPages(browser: Browser): Promise<void> {
  const facts = watchFacts({ look: async () => aCompany(), everyMs: 60_000, restMs: 0 })
  const { actions } = storesWith('production/payments-stripe')
  const server = await startConsole(
    { deployment: 'acme', facts, actions, token: null },
    { address: '127.0.0.1', port: 0 },
  )
  for (const { name, path, options } of shots) {
    const context = await browser.newContext(options)
    const page = await context.newPage()
    await page.goto(new URL(path, server.url).href)
    await save(name, await page.screenshot())
    await context.close()
  }
  facts.close()
  await server.close()
}

/** Draws the words of the terminal as `tokenwatch start` prints them. */
async function shootTerminal(browser: Browser): Promise<void> {
  const facts = aCompany()
  const view = statusView(facts, facts.at)
  const lines = [
    statusTable(view.checks, view.nowMs),
    '',
    ...alarmLines(view),
    '',
    ...view.events.toReversed().map((event) => eventLine(event)),
  ]
  const page = await browser.newPage({ viewport: { width: 700, height: 420 } })
  const style = 'body{background:#15171a;color:#e6e7e9;margin:16px}pre{font:13px/1.4 monospace;margin:0}'
  await page.setContent(String(await html`<style>${style}</style><pre>${plain(lines.join('\n'))}</pre>`))
  await save('terminal', await page.screenshot())
}

async function save(name: string, picture: Buffer): Promise<void> {
  const file = `${folder}${name}.png`
  await writeFile(file, picture)
  const { size } = await stat(file)
  if (size > mostPictureBytes) throw new Error(`${file} has ${size} bytes, at most ${mostPictureBytes} are stored`)
  process.stdout.write(`${file}  ${size} bytes\n`)
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: the colours of a terminal begin with one
const plain = (text: string): string => text.replace(/\u001b\[\d+m/g, '')

await mkdir(folder, { recursive: true })
const browser = await openBrowser()
await shootPages(browser)
await shootTerminal(browser)
await browser.close()
