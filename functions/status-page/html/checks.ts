import { type CheckView, type ShownStanding, shownStandings } from '../check-view.ts'
import { type CheckQuery, queryAddress, type SelectedChecks, selectChecks } from '../query.ts'
import type { StatusView } from '../view.ts'
import { expiryWords, scopeWords, standingMarks } from '../words.ts'
import { type Html, html } from './hypertext.ts'
import { age, badge, checkName, type PageSurroundings } from './markup.ts'
import { sparkline } from './sparkline.ts'

/** Writes the filters. They are part of the address, so that a view can be sent to somebody. Works without JavaScript. */
export function filterForm({ checks }: StatusView, query: CheckQuery): Html {
  const choices = (name: 'environment' | 'provider' | 'owner', values: readonly string[]) => html`<label>${name}
<select name="${name}"><option value="">all</option>${values.map((value) => html`<option value="${value}"${query[name] === value ? html` selected` : ''}>${value}</option>`)}</select></label>`
  const distinct = (of: (check: CheckView) => string | null) =>
    [...new Set(checks.flatMap((check) => of(check) ?? []))].toSorted()
  return html`<form class="filters" method="get" action="/checks" role="search">
<label>search <input type="search" name="q" value="${query.q}" maxlength="200"></label>
${choices(
  'environment',
  distinct(({ environment }) => environment),
)}
${choices(
  'provider',
  distinct(({ provider }) => provider),
)}
${choices(
  'owner',
  distinct(({ owner }) => owner),
)}
<label>standing <select name="standing"><option value="">all</option>${shownStandings.map((one) => html`<option value="${one}"${query.standing === one ? html` selected` : ''}>${one}</option>`)}</select></label>
<button>Filter</button> <a href="/checks">Clear</a></form>`
}

/** Writes one page of the selected checks. */
export function checkList(view: StatusView, query: CheckQuery, surroundings: PageSurroundings): Html {
  const selected = selectChecks(view.checks, query)
  return html`<section aria-labelledby="checks"><h2 id="checks">Checks <span class="count">${selected.found}</span></h2>
${selected.found === 0 ? html`<p>${view.checks.length === 0 ? 'This deployment has no checks.' : 'No check matches these filters.'}</p>` : checkTable(selected.shown, view, surroundings)}
${pager(selected, query)}</section>`
}

/** Writes checks as a table, which stacks on a narrow screen. Roles are named, because a stacked table has none of its own. */
export function checkTable(checks: readonly CheckView[], view: StatusView, surroundings: PageSurroundings): Html {
  const heads = ['Check', 'Standing', 'Latency', 'Scopes', 'Expires', 'Used by']
  return html`<table role="table"><thead role="rowgroup"><tr role="row">${heads.map((head) => html`<th role="columnheader" scope="col">${head}</th>`)}</tr></thead>
<tbody role="rowgroup">${checks.map((check) => checkRow(check, view, surroundings))}</tbody></table>`
}

function checkRow(check: CheckView, { nowMs }: StatusView, surroundings: PageSurroundings): Html {
  const { key, shown, reason, staleBecause, incident, expiry, scopes, usedBy, readings, since, provider, identity } =
    check
  const known = incident?.incident.acknowledged ?? null
  const cells: readonly (readonly [string, Html | string])[] = [
    [
      'Standing',
      html`${badge(shown)} ${shown === 'waiting' ? '' : html`<span>${reason}</span>`}<small>${staleBecause ?? ''}${since === null || staleBecause !== null ? '' : html`since ${age(since, nowMs)}`}${known === null ? '' : `, acknowledged by ${known.by}`}</small>`,
    ],
    ['Latency', sparkline(readings)],
    ['Scopes', scopeWords(scopes)],
    ['Expires', expiryWords(expiry, nowMs)],
    ['Used by', usedBy.join(', ')],
  ]
  return html`<tr role="row" class="${shown}"><th role="rowheader" scope="row">${checkName(key, surroundings)}<small>${provider}${identity?.seen == null ? '' : html` as ${identity.seen}`}</small></th>
${cells.map(([head, cell]) => html`<td role="cell" data-head="${head}">${cell}</td>`)}</tr>`
}

function pager({ page, pages }: SelectedChecks, query: CheckQuery): Html {
  if (pages === 1) return html``
  const to = (other: number) => `/checks${queryAddress({ ...query, page: other })}`
  return html`<nav class="pager" aria-label="Pages">${page > 1 ? html`<a rel="prev" href="${to(page - 1)}">Previous</a>` : ''} page ${page} of ${pages} ${page < pages ? html`<a rel="next" href="${to(page + 1)}">Next</a>` : ''}</nav>`
}

/** Writes how many checks have each standing. */
export function summary({ counts }: StatusView, { isLive }: PageSurroundings): Html {
  const one = (shown: ShownStanding) => {
    const words = html`<span aria-hidden="true">${standingMarks[shown]}</span> <b>${counts[shown]}</b> ${shown}`
    return html`<li class="${shown}">${isLive ? html`<a href="/checks?standing=${shown}">${words}</a>` : words}</li>`
  }
  const present = shownStandings.filter((shown) => counts[shown] > 0)
  return html`<ul class="summary" aria-label="Checks by standing">${present.map(one)}</ul>`
}

/** Writes the checks of each environment by provider, worst standing first. */
export function matrix({ checks }: StatusView, { isLive }: PageSurroundings): Html {
  const environments = Map.groupBy(checks, ({ environment }) => environment)
  return html`<section aria-labelledby="all"><h2 id="all">All checks</h2>${[...environments].toSorted().map(
    ([environment, members]) =>
      html`<h3>${environment}</h3><ul class="providers">${[...Map.groupBy(members, ({ provider }) => provider)]
        .toSorted()
        .map(([provider, its]) => {
          const worst = shownStandings.find((shown) => its.some((check) => check.shown === shown)) ?? 'valid'
          const good = its.filter(({ shown }) => shown === 'valid').length
          const words = html`<span aria-hidden="true">${standingMarks[worst]}</span> ${provider} <b>${good}/${its.length}</b> valid`
          const address = `/checks${queryAddress({ environment, provider })}`
          return html`<li class="${worst}">${isLive ? html`<a href="${address}">${words}</a>` : words}</li>`
        })}</ul>`,
  )}</section>`
}
