import { createHash, randomBytes } from 'node:crypto'
import { type Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { seenJson } from '../../functions/core/model/unseen.ts'
import { feedOf } from '../../functions/status-page/feed.ts'
import type { PageSurroundings } from '../../functions/status-page/html/markup.ts'
import { pageAt, unknownPage } from '../../functions/status-page/html/pages.ts'
import { messagePage } from '../../functions/status-page/html/plan-page.ts'
import { statusReport } from '../../functions/status-page/html/report.ts'
import { script } from '../../functions/status-page/html/script.ts'
import { type PagePart, type ShellState, shell } from '../../functions/status-page/html/shell.ts'
import { pageStyle } from '../../functions/status-page/html/style.ts'
import { metricsText, metricsType } from '../../functions/status-page/metrics-text.ts'
import { redacted } from '../../functions/status-page/redacted.ts'
import { type StatusView, statusView } from '../../functions/status-page/view.ts'
import { CommandFailure } from '../framework/failure.ts'
import { addActions, type ConsoleActions } from './actions.ts'
import { addEvents } from './event-stream.ts'
import { guardOf, securityHeaders } from './guards.ts'
import type { Site } from './site.ts'
import type { LatestFacts, WatchedFacts } from './watched-facts.ts'

export type ConsoleOptions = {
  readonly deployment: string
  readonly facts: WatchedFacts
  /** `null` where nothing may be changed from the page. */
  readonly actions: ConsoleActions | null
  /** Token without which nothing is answered; `null` on this machine alone. */
  readonly token: string | null
}

/** Age of facts that are shown without another look. */
const freshMs = 5_000

/** Most bytes of a form. */
const formLimit = {
  maxSize: 16_384,
  onError: (context: Context) => context.text('a form of the console is never that large', 413),
}

/** Builds the site: pages, feed, metrics, report, events and actions. `hosts` are the names under which it answers. */
export function consoleSite(options: ConsoleOptions, hosts: ReadonlySet<string>): Hono {
  const { facts, actions, token } = options
  const app = new Hono()
  const site = siteOf(options)
  app.use(securityHeaders, guardOf(hosts, token), bodyLimit(formLimit))
  for (const [address, type, text] of [
    [assets.style, 'text/css', pageStyle],
    [assets.script, 'text/javascript', script],
  ] as const)
    app.get(address, (context) => context.body(text, 200, { 'content-type': type, 'cache-control': 'max-age=86400' }))
  addEvents(app, facts, site)
  if (actions !== null) addActions(app, actions, site)
  addExports(app, site)
  app.get('*', async (context) => {
    const surroundings = surroundingsOf(await facts.latest(freshMs), actions !== null)
    const view = await site.view()
    if (view === null) return site.answer(context, emptyPart)
    const part = pageAt(new URL(context.req.url), view, { ...surroundings, nowMs: view.nowMs }, site.secret)
    return part === null ? site.answer(context, unknownPage(), 404) : site.answer(context, part)
  })
  app.onError((error, context) => site.answer(context, failedPart(error), error instanceof CommandFailure ? 409 : 500))
  return app
}

const addressWith = (name: string, text: string, type: string): string =>
  `/${name}-${createHash('sha256').update(text).digest('hex').slice(0, 16)}.${type}`

const assets = { style: addressWith('style', pageStyle, 'css'), script: addressWith('script', script, 'js') }

const surroundingsOf = ({ facts }: LatestFacts, canAct: boolean): PageSurroundings => ({
  nowMs: facts?.at ?? 0,
  isLive: true,
  canAct,
})

function siteOf({ deployment, facts }: ConsoleOptions): Site {
  return {
    secret: randomBytes(24).toString('base64url'),
    start: randomBytes(8).toString('hex'),
    view: async (maxAgeMs = freshMs) => viewOf(await facts.latest(maxAgeMs)),
    async answer(context, part, status = 200) {
      const latest = await facts.latest(Number.POSITIVE_INFINITY)
      const { ageMs, trouble } = latest
      const state: ShellState = { deployment, view: viewOf(latest), ageMs, trouble, assets }
      return context.html(shell(part, state), status)
    },
  }
}

/** Makes the view of now: the clock of the monitor at the look, and the time that has passed since. */
function viewOf({ facts, ageMs }: LatestFacts): StatusView | null {
  return facts === null ? null : statusView(facts, facts.at + ageMs)
}

const emptyPart: PagePart = {
  title: 'Overview',
  path: '/',
  live: messagePage('Nothing is known yet', ['The deployment could not be read. This page tries again by itself.']),
}

/** A failure in words for a person; a defect of Tokenwatch without any. */
function failedPart(error: Error): PagePart {
  const lines = error instanceof CommandFailure ? error.lines : [`Tokenwatch itself failed (${error.name}).`]
  return { title: 'Not done', path: null, live: messagePage('Not done', lines) }
}

/** Adds the report, the feed and the metrics. */
function addExports(app: Hono, { view, answer }: Site): void {
  app.get('/feed.json', async (context) => {
    const found = await view()
    return found === null
      ? context.json({ problem: 'nothing is known yet' }, 503)
      : context.body(seenJson(JSON.stringify(feedOf(found))), 200, { 'content-type': 'application/json' })
  })
  app.get('/metrics', async (context) => {
    const found = await view()
    if (found === null) return context.text('# nothing is known yet\n', 503)
    return context.body(metricsText(found), 200, { 'content-type': metricsType })
  })
  app.get('/export', async (context) => {
    const found = await view()
    if (found === null) return answer(context, emptyPart)
    const isRedacted = context.req.query('redacted') !== undefined
    const day = new Date(found.at).toISOString().slice(0, 10)
    context.header('content-disposition', `attachment; filename="tokenwatch-${found.deployment}-${day}.html"`)
    return context.html(statusReport(isRedacted ? redacted(found) : found))
  })
}
