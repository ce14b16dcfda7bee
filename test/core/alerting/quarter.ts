import { acknowledge } from '../../../functions/core/alerting/incidents/acknowledge.ts'
import type { Check } from '../../../functions/core/model/check.ts'
import { isCheckKey } from '../../../functions/core/model/check-key.ts'
import { ownerOfRoute } from '../../../functions/core/model/route.ts'
import { declaring } from '../../support/check.ts'
import { heardAt } from '../../support/heard.ts'
import { nowMs, nowSeconds } from '../../support/reading.ts'
import { manyChecks, type Simulation, seeded, simulate } from '../../support/simulation.ts'

/** A company: its tokens, the providers and teams that share them, and what happens in a week. */
export type Company = {
  readonly seed: number
  readonly weeks: number
  readonly tokens: number
  readonly providers: number
  readonly incidentsWeekly: number
  readonly deathsWeekly: number
  readonly teams: number
}

export const wholeCompany: Company = {
  seed: 1,
  weeks: 13,
  tokens: 400,
  providers: 30,
  incidentsWeekly: 2,
  deathsWeekly: 1,
  teams: 8,
}

/** Pages of one week by the owners that they were sent to, and deaths that nobody was paged for in time. */
export type Quarter = {
  readonly pages: readonly { readonly week: number; readonly owner: string; readonly about: string }[]
  readonly untold: readonly string[]
  readonly deaths: number
}

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const weekMs = 7 * 24 * hourMs

/** A person replaces a token this long after it died. Nobody may hear of a death later than two ticks after it. */
const repairMs = 2 * hourMs
const heardWithinMs = 16 * minuteMs

/** A span in which something happens: a provider fails in one of its ways, or a token is dead. */
type Span = { readonly from: number; readonly until: number }
type Incident = Span & { readonly provider: number; readonly way: 'away' | 'failing' | 'limiting' | 'lying' }
type Death = Span & { readonly token: number }

type Fate = { readonly incidents: readonly Incident[]; readonly deaths: readonly Death[] }

const ways = ['away', 'failing', 'limiting', 'lying'] as const

function fateOf(company: Company, random: () => number): Fate {
  const { weeks, incidentsWeekly, deathsWeekly, providers, tokens } = company
  const somewhere = (week: number) => nowMs + week * weekMs + random() * (weekMs - 8 * hourMs)
  const each = <One>(weekly: number, make: (from: number) => One): readonly One[] =>
    Array.from({ length: weeks * weekly }, (_, index) => make(somewhere(Math.floor(index / weekly))))
  return {
    incidents: each(incidentsWeekly, (from) => ({
      from,
      until: from + (0.5 + 3.5 * random()) * hourMs,
      provider: Math.floor(random() * providers),
      way: ways[Math.floor(random() * ways.length)] ?? 'away',
    })),
    deaths: each(deathsWeekly, (from) => ({ from, until: from + repairMs, token: Math.floor(random() * tokens) })),
  }
}

function tokensOf({ tokens, providers, teams }: Company): readonly Check[] {
  return manyChecks(tokens).map((check, index) => ({
    ...check,
    provider: `provider-${index % providers}`,
    owner: `team-${index % teams}`,
    routesTo: `team-${index % teams}`,
    // A quarter of them end within the quarter. People rotate them when they are noticed.
    ...(index % 4 === 0 ? { expiry: declaring({ expires: nowSeconds + 86_400 * (20 + ((index * 7) % 90)) }) } : {}),
  }))
}

/** Answers as the provider does at an instant; null for no answer. */
function answerAt({ incidents, deaths }: Fate, { providers }: Company, random: () => number, nowAt: () => number) {
  return (id: string): number | null => {
    const token = Number(id.slice('check-'.length))
    const isNow = ({ from, until }: Span) => from <= nowAt() && nowAt() < until
    const incident = incidents.find((one) => one.provider === token % providers && isNow(one))
    if (incident?.way === 'away') return null
    if (incident?.way === 'failing') return 503
    if (incident?.way === 'limiting') return 429
    if (deaths.some((one) => one.token === token && isNow(one))) return 401
    return incident?.way === 'lying' && random() < 0.12 ? 401 : 200
  }
}

/** Lives through the weeks: every five minutes while something happens, every six hours while nothing does. */
export async function liveQuarter(company: Company): Promise<Quarter> {
  const random = seeded(company.seed)
  const fate = fateOf(company, random)
  let checks = tokensOf(company)
  const world = simulate(checks)
  world.answer(answerAt(fate, company, random, world.now))
  const spans: readonly Span[] = [...fate.incidents, ...fate.deaths]
  const pages: { week: number; owner: string; about: string; at: number; kind: string }[] = []
  let read = 0
  const end = nowMs + company.weeks * weekMs
  await world.tick(5)
  while (world.now() < end) {
    await world.tick(minutesTo(spans, world.now()))
    const fresh = world.messages.slice(read).map((message) => heardAt(world.now(), message))
    read = world.messages.length
    for (const { to, isEnd, at, kind, checks: about, name, routes } of fresh)
      if (to === 'page' && !isEnd)
        pages.push({
          week: Math.floor((at - nowMs) / weekMs),
          owner: routes.map((route) => ownerOfRoute(route) ?? route).join(' and '),
          about: about[0] ?? name,
          at,
          kind,
        })
    for (const { to, isEnd, checks: about } of fresh) if (to === 'page' && !isEnd) await acknowledgeAll(world, about)
    checks = await rotated(world, checks)
  }
  const untold = fate.deaths.filter(
    ({ from, until, token }) => !isHeard(pages, `check-${token}`, from, until, fate, company),
  )
  return { pages, untold: untold.map(({ token }) => `check-${token}`), deaths: fate.deaths.length }
}

/** Minutes to the next tick that can be news. */
function minutesTo(spans: readonly Span[], nowAt: number): number {
  if (spans.some(({ from, until }) => from - 10 * minuteMs <= nowAt && nowAt < until + 90 * minuteMs)) return 5
  const next = Math.min(...spans.map(({ from }) => from - 10 * minuteMs).filter((from) => from > nowAt))
  return Math.max(5, Math.min(360, Math.floor((next - nowAt) / minuteMs)))
}

/** A person on call acknowledges each page. */
async function acknowledgeAll({ stores, now }: Simulation, about: readonly string[]): Promise<void> {
  for (const key of about.filter(isCheckKey)) await acknowledge(key, 'sam', { ...stores, now })
}

/** People rotate a token a week after its first notice. */
async function rotated(world: Simulation, checks: readonly Check[]): Promise<readonly Check[]> {
  const nowAt = world.now() / 1_000
  const isDue = ({ expiry: { expires } }: Check) => expires !== null && expires - nowAt < 23 * 86_400
  if (!checks.some(isDue)) return checks
  const next = checks.map((check) =>
    isDue(check) ? { ...check, expiry: declaring({ expires: Math.floor(nowAt) + 365 * 86_400 }) } : check,
  )
  world.redeploy(next, `config-${world.now()}`)
  return next
}

/** Returns true if a death was paged in time, or as soon as its provider answered again. */
function isHeard(
  pages: readonly { readonly about: string; readonly at: number }[],
  id: string,
  from: number,
  until: number,
  { incidents }: Fate,
  { providers }: Company,
): boolean {
  const provider = Number(id.slice('check-'.length)) % providers
  const hidden = incidents.filter((one) => one.provider === provider && one.from < until && from < one.until)
  const seen = hidden.reduce((latest, one) => Math.max(latest, one.until), from)
  if (seen + heardWithinMs > until) return true
  return pages.some(({ about, at }) => about.endsWith(`/${id}`) && at >= from && at <= seen + heardWithinMs)
}
