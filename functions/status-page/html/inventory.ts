import { instantOf } from '../../core/alerting/messages/instant.ts'
import type { Inventory, JudgedRisk, ListedRotation } from '../inventory/inventory.ts'
import type { Dated, InventoryRow } from '../inventory/inventory-row.ts'
import type { CheckStatement } from '../inventory/risks.ts'
import { type Html, html } from './hypertext.ts'
import { checkName, type PageSurroundings } from './markup.ts'
import { filePage } from './report.ts'

/** Lines of one list on a page of the console. A file and the command have all. */
const mostLines = 100

/** Writes the inventory as one file that needs nothing else. */
export function inventoryReport(inventory: Inventory): Html {
  const surroundings: PageSurroundings = { nowMs: inventory.at, isLive: false, canAct: false }
  return filePage(
    { title: `Inventory of ${inventory.deployment}`, at: inventory.at },
    inventorySection(inventory, surroundings, Number.POSITIVE_INFINITY),
  )
}

/** Writes credentials, risks and rotations. */
export function inventorySection(inventory: Inventory, surroundings: PageSurroundings, most = mostLines): Html {
  const { rows, risks, rotations, since, gaps } = inventory
  return html`<section aria-labelledby="inventory"><h2 id="inventory">Inventory <span class="count">${rows.length}</span></h2>
${surroundings.isLive ? html`<p>For an auditor: <code>npx tokenwatch inventory --html inventory.html --csv inventory</code></p>` : ''}
${gaps.map((line) => html`<p class="trouble" role="alert">Not everything could be read: ${line}</p>`)}
${tableOf(
  credentialHeads,
  rows.slice(0, most).map((row) => credentialCells(row, surroundings)),
)}
${more(rows.length, most)}</section>
<section aria-labelledby="risks"><h2 id="risks">OWASP Non-Human Identities Top 10, 2025</h2>
${risks.map((risk) => riskCard(risk, surroundings, most))}</section>
<section aria-labelledby="signed"><h2 id="signed">Rotations since ${instantOf(since)} <span class="count">${rotations.length}</span></h2>
${
  rotations.length === 0
    ? html`<p>No rotation by Tokenwatch's own function is recorded. Rotations by AWS, a function of yours or a person leave no record here.</p>`
    : tableOf(
        rotationHeads,
        rotations.slice(0, most).map((one) => rotationCells(one, surroundings)),
      )
}
${more(rotations.length, most)}</section>`
}

const more = (count: number, most: number): Html =>
  html`${count > most ? html`<p>${count - most} more: the command has all.</p>` : ''}`

type Cell = Html | string

/** Writes a table whose first column names its rows. Roles are named, because a stacked table has none of its own. */
function tableOf(heads: readonly string[], rows: readonly (readonly Cell[])[]): Html {
  return html`<table role="table"><thead role="rowgroup"><tr role="row">${heads.map((head) => html`<th role="columnheader" scope="col">${head}</th>`)}</tr></thead>
<tbody role="rowgroup">${rows.map(
    ([name = '', ...cells]) =>
      html`<tr role="row"><th role="rowheader" scope="row">${name}</th>${cells.map((cell, index) => html`<td role="cell" data-head="${heads[index + 1]}">${cell}</td>`)}</tr>`,
  )}</tbody></table>`
}

const credentialHeads = [
  'Credential',
  'Purpose',
  'Owner',
  'Scopes',
  'Created',
  'Last rotated',
  'Expires',
  'Proved alive',
  'Consumers',
  'Exceptions',
]

function credentialCells(row: InventoryRow, surroundings: PageSurroundings): readonly Cell[] {
  const { check, kind, identity, owner, purpose, usedBy, scopes, expires, provedAt, consumers, exceptions } = row
  const scopeList = (name: string, some: readonly string[]) => (some.length === 0 ? '' : `${name}: ${some.join(' ')}. `)
  return [
    html`${checkName(check, surroundings)}<small>${kind}${identity === null ? '' : ` as ${identity}`}</small>`,
    html`${purpose}<small>${usedBy.length === 0 ? 'no user is named' : `used by ${usedBy.join(', ')}`}</small>`,
    owner ?? 'nobody is named',
    scopes === null
      ? 'not read'
      : `${scopeList('needed', scopes.needed)}${scopeList('missing', scopes.missing)}${scopeList('too many', scopes.excess)}`,
    dated(row.created),
    html`${dated(row.lastRotated)}<small>${row.rotation}</small>`,
    expires === null
      ? 'not known'
      : html`${expires.at === 'never' ? 'never' : instantOf(expires.at)}<small>${expires.source}</small>`,
    html`${provedAt === null ? 'never' : instantOf(provedAt)}<small>${row.standing}: ${row.reason}</small>`,
    consumers === null
      ? 'not observed'
      : html`${consumers.map(({ consumer, versionId }) => html`${consumer}<small>${versionId ?? 'version not seen'}</small>`)}`,
    html`${exceptions.map(({ what, by }) => html`${what}<small>answers: ${by}</small>`)}`,
  ]
}

function dated(one: Dated | null): Html {
  return one === null ? html`not known` : html`${instantOf(one.at)}<small>${one.evidence}</small>`
}

function riskCard(risk: JudgedRisk, surroundings: PageSurroundings, most: number): Html {
  const { title, looksAt, isSeen, findings, cannotTell, nothingFound } = risk
  const state = !isSeen ? 'not judged' : findings.length > 0 ? `${findings.length} found` : 'none found'
  return html`<article class="card" aria-label="${title}"><h3>${title} <span class="level">${state}</span></h3>
<p>${isSeen ? 'Looked at: ' : ''}${looksAt}.</p>
${statementList(findings, surroundings, most)}
${cannotTell.length === 0 ? '' : html`<details><summary>Cannot tell, ${cannotTell.length}</summary>${statementList(cannotTell, surroundings, most)}</details>`}
${nothingFound.length === 0 ? '' : html`<details><summary>Nothing found, ${nothingFound.length}</summary><ul class="plain">${nothingFound.slice(0, most).map((key) => html`<li>${checkName(key, surroundings)}</li>`)}</ul>${more(nothingFound.length, most)}</details>`}</article>`
}

function statementList(statements: readonly CheckStatement[], surroundings: PageSurroundings, most: number): Html {
  if (statements.length === 0) return html``
  return html`<ul class="plain">${statements.slice(0, most).map(({ check, what, evidence }) => html`<li>${checkName(check, surroundings)}: ${what} <small>${evidence}</small></li>`)}</ul>${more(statements.length, most)}`
}

const rotationHeads = ['Credential', 'Started', 'Outcome', 'Versions', 'Started by', 'Signed off by']

function rotationCells(one: ListedRotation, surroundings: PageSurroundings): readonly Cell[] {
  const { check, startedAt, endedAt, outcome, fromVersion, toVersion, startedBy, signedOffBy, problem } = one
  return [
    checkName(check, surroundings),
    html`${instantOf(startedAt)}<small>${endedAt === null ? '' : `ended ${instantOf(endedAt)}`}</small>`,
    html`${outcome}<small>${problem ?? ''}</small>`,
    html`${fromVersion}<small>to ${toVersion}</small>`,
    startedBy,
    signedOffBy.length === 0 ? 'nobody' : signedOffBy.join(', '),
  ]
}
