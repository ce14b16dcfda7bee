import { inventoryOf, usualPeriodMs } from '../inventory/inventory.ts'
import { type CheckQuery, queryOf } from '../query.ts'
import type { StatusView } from '../view.ts'
import { attentionSection } from './attention.ts'
import { checkPage } from './check-page.ts'
import { checkList, filterForm, matrix, summary } from './checks.ts'
import { eventsSection } from './events.ts'
import { expirySection } from './expiries.ts'
import { endedSection } from './history.ts'
import { type Html, html } from './hypertext.ts'
import { conditionsSection, incidentsSection } from './incidents.ts'
import { inventorySection } from './inventory.ts'
import { labPage } from './lab-page.ts'
import type { PageSurroundings } from './markup.ts'
import { messagePage } from './plan-page.ts'
import { rotationsSection } from './rotations.ts'
import type { PagePart } from './shell.ts'

/** Writes the first page: what is bad, then everything else in short. */
export function overview(view: StatusView, surroundings: PageSurroundings): Html {
  return html`${summary(view, surroundings)}${attentionSection(view, surroundings)}${conditionsSection(view, surroundings)}
${matrix(view, surroundings)}${expirySection(view, surroundings, 10)}
${view.rotations.length === 0 ? '' : rotationsSection(view, surroundings, 5)}${eventsSection(view, 30)}`
}

/** Finds the page of an address; `null` if there is none. `secret` allows the forms of the lab to act. */
export function pageAt(
  { pathname, searchParams }: URL,
  view: StatusView,
  surroundings: PageSurroundings,
  secret: string,
): PagePart | null {
  switch (pathname) {
    case '/':
      return { title: 'Overview', path: pathname, live: overview(view, surroundings) }
    case '/checks':
      return checksPart(queryOf(searchParams), view, surroundings)
    case '/check':
      return checkPart(searchParams.get('key') ?? '', view, surroundings)
    case '/expiries':
      return { title: 'Expiries', path: pathname, live: expirySection(view, surroundings) }
    case '/incidents':
      return {
        title: 'Incidents',
        path: pathname,
        live: html`${incidentsSection(view, surroundings)}${endedSection(view, surroundings)}`,
      }
    case '/rotations':
      return { title: 'Rotations', path: pathname, live: rotationsSection(view, surroundings) }
    case '/inventory':
      return { title: 'Inventory', path: pathname, live: inventorySection(lastPeriod(view), surroundings) }
    case '/lab':
      return view.faults.length === 0
        ? null
        : { title: 'Lab', path: pathname, live: labPage(view, surroundings, secret) }
    default:
      return null
  }
}

const lastPeriod = (view: StatusView) => inventoryOf(view, { since: view.nowMs - usualPeriodMs, environment: null })

function checksPart(query: CheckQuery, view: StatusView, surroundings: PageSurroundings): PagePart {
  const fixed = filterForm(view, query)
  return { title: 'Checks', path: '/checks', fixed, live: checkList(view, query, surroundings) }
}

function checkPart(key: string, view: StatusView, surroundings: PageSurroundings): PagePart | null {
  const check = view.checks.find((one) => one.key === key)
  return check === undefined ? null : { title: check.key, path: '/check', live: checkPage(check, view, surroundings) }
}

/** Writes the page of an address that names nothing. */
export function unknownPage(): PagePart {
  const live = messagePage('Not found', ['This address names no page and no check of this deployment.'], '/checks')
  return { title: 'Not found', path: null, live }
}
