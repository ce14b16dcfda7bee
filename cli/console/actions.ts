import type { Context, Hono } from 'hono'
import type { CheckKey } from '../../functions/core/model/check.ts'
import type { ConditionStore } from '../../functions/core/state/conditions.ts'
import type { StateStore } from '../../functions/core/state/state.ts'
import { checkAddress } from '../../functions/status-page/html/markup.ts'
import { messagePage, planPage, type ShownPlan, silenceForm } from '../../functions/status-page/html/plan-page.ts'
import type { PagePart } from '../../functions/status-page/html/shell.ts'
import { CommandFailure } from '../framework/failure.ts'
import { acknowledgeNow, planAcknowledgement } from '../operator/acknowledging.ts'
import {
  activeSilence,
  endSilenceNow,
  planSilence,
  planSilenceEnd,
  silenceNow,
  silenceRequestOf,
} from '../operator/silencing.ts'
import { isOwnForm } from './guards.ts'
import type { Site } from './site.ts'

/** Stores that the actions of a page write to, and who is at the page. */
export type ConsoleActions = {
  readonly states: Pick<StateStore, 'read' | 'write'>
  readonly conditions: Pick<ConditionStore, 'all' | 'put'>
  /** Returns the name for the record, or fails. */
  author(): string
  /** Injects or stops a fault of the lab. Absent outside of a lab. */
  fault?(id: string, act: 'inject' | 'stop'): Promise<void>
}

/** Fields of a form as text. */
type Fields = Readonly<Record<string, string | undefined>>

/** Adds the actions. Each shows its plan first, and does it only for a form of this very start. */
export function addActions(app: Hono, actions: ConsoleActions, site: Site): void {
  const { secret, answer } = site
  /** Answers a form, if this console made it. */
  const onForm = (path: string, act: (fields: Fields, context: Context) => Promise<Response>) =>
    app.post(path, async (context) => {
      const fields = textsOf(await context.req.parseBody())
      return isOwnForm(context, secret, fields['secret']) ? act(fields, context) : answer(context, foreignPart, 403)
    })
  app.get('/acknowledge', async (context) => {
    const key = await knownCheck(context.req.query('key'), site)
    const { plan } = await planAcknowledgement(key, actions.author(), actions.states)
    return answer(
      context,
      planned({ ...plan, action: '/acknowledge', fields: { key }, back: checkAddress(key) }, secret),
    )
  })
  onForm('/acknowledge', async (fields, context) => {
    const key = await knownCheck(fields['key'], site)
    await acknowledgeNow(key, actions.author(), actions.states)
    return done(context, site, checkAddress(key))
  })
  app.get('/silence', async (context) => {
    const key = await knownCheck(context.req.query('key'), site)
    return answer(context, asked(key, secret, null))
  })
  onForm('/silence', (fields, context) => silenceForForm(fields, context, actions, site))
  addSilenceEnd(app, onForm, actions, site)
  const { fault } = actions
  if (fault === undefined) return
  onForm('/faults', async (fields, context) => {
    await fault(fields['fault'] ?? '', fields['act'] === 'stop' ? 'stop' : 'inject')
    return done(context, site, '/lab')
  })
}

type OnForm = (path: string, act: (fields: Fields, context: Context) => Promise<Response>) => void

/** Adds the end of a silence. */
function addSilenceEnd(app: Hono, onForm: OnForm, { conditions }: ConsoleActions, site: Site): void {
  const action = '/silence/end'
  app.get(action, async (context) => {
    const found = await activeSilence(context.req.query('id') ?? '', conditions)
    const plan = { ...planSilenceEnd(found), action, fields: { id: found.id }, back: '/incidents' }
    return site.answer(context, planned(plan, site.secret))
  })
  onForm(action, async (fields, context) => {
    await endSilenceNow(fields['id'] ?? '', conditions)
    return done(context, site, '/incidents')
  })
}

/** Shows the plan of a silence, or begins it once its plan was agreed to. What cannot be begun is asked for again. */
async function silenceForForm(
  fields: Fields,
  context: Context,
  { author, conditions }: ConsoleActions,
  site: Site,
): Promise<Response> {
  const key = await knownCheck(fields['key'], site)
  const { for: length = '', reason = '', agreed } = fields
  try {
    const request = silenceRequestOf({ covers: { check: key }, for: length, reason, author })
    if (agreed === 'yes') {
      await silenceNow(request, conditions)
      return done(context, site, checkAddress(key))
    }
    const kept = { key, for: length, reason: request.reason }
    const plan = { ...planSilence(request, [key]), action: '/silence', fields: kept, back: checkAddress(key) }
    return site.answer(context, planned(plan, site.secret))
  } catch (error) {
    if (!(error instanceof CommandFailure) || error.code !== 'usage') throw error
    return site.answer(context, asked(key, site.secret, error.lines.join(' ')), 400)
  }
}

/** Looks again, so that the next page shows what was done. */
async function done(context: Context, site: Site, address: string): Promise<Response> {
  await site.view(0)
  return context.redirect(address, 303)
}

/** Returns the key of a check of this deployment, or fails. */
async function knownCheck(key: string | undefined, { view }: Site): Promise<CheckKey> {
  const found = (await view())?.checks.find((check) => check.key === key)
  if (found !== undefined) return found.key
  throw new CommandFailure('no_match', 'no check of this deployment has this name: it may have been removed')
}

const planned = (plan: ShownPlan, secret: string): PagePart => ({
  title: 'Please confirm',
  path: null,
  live: planPage(plan, secret),
})

const asked = (key: CheckKey, secret: string, problem: string | null): PagePart => ({
  title: 'Silence',
  path: null,
  live: silenceForm({ key, secret, problem }),
})

const foreignPart: PagePart = {
  title: 'Not done',
  path: null,
  live: messagePage('Not done', [
    'This form was not made by this start of the console, so nothing was changed. Go back, load the page again and repeat it.',
  ]),
}

function textsOf(body: Record<string, unknown>): Fields {
  return Object.fromEntries(
    Object.entries(body).map(([name, value]) => [name, typeof value === 'string' ? value : undefined]),
  )
}
