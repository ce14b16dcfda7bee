import { isSettled, type RotationPhase, type RotationRecord } from '../../core/rotation/record.ts'
import { rotationProblems } from '../../core/rotation/rotation-problem.ts'
import type { StatusView } from '../view.ts'
import { type Html, html } from './hypertext.ts'
import { age, checkName, facts, type PageSurroundings } from './markup.ts'

/** Phases in their usual order. */
const usual: readonly RotationPhase[] = ['preflight', 'claimed', 'saved', 'verified', 'promoted', 'draining', 'done']

/** Rotations on one page. */
const mostRotations = 100

export function rotationsSection(view: StatusView, surroundings: PageSurroundings, most = mostRotations): Html {
  const { rotations } = view
  const open = rotations.filter((record) => !isSettled(record)).length
  return html`<section aria-labelledby="rotations"><h2 id="rotations">Rotations <span class="count">${open} under way</span></h2>
${rotations.length === 0 ? html`<p>No rotation by Tokenwatch's own function is recorded.</p>` : ''}
${rotations.slice(0, most).map((record) => rotationCard(record, view, surroundings))}
${rotations.length > most ? html`<p>${rotations.length - most} earlier ones are not shown${surroundings.isLive ? html`: <a href="/rotations">all rotations</a>` : ''}</p>` : ''}</section>`
}

/** Writes one rotation: its phases as steps, its versions, its audit trail. */
export function rotationCard(record: RotationRecord, { nowMs }: StatusView, surroundings: PageSurroundings): Html {
  const { check, phase, class: kind, startedAt, baseVersionId, versionId, pendingMessage, entries } = record
  const state = isSettled(record) ? phase : 'under way'
  return html`<article class="card rotation ${state === 'under way' ? 'open' : phase}" aria-label="Rotation of ${check}">
<h3>${checkName(check, surroundings)} <span class="level">${state}</span></h3>
${stepsOf(record)}
${facts([
  ['started', age(startedAt, nowMs)],
  ['kind', kind],
  ['from version', html`<code>${baseVersionId}</code>`],
  ['to version', html`<code>${versionId}</code>`],
  ['approved by', record.approvedBy],
  ['released by', record.releasedBy],
  ['problem', pendingMessage === null ? null : rotationProblems[pendingMessage.problem].sentence],
])}
<details id="trail-${versionId}"><summary>Audit trail, ${entries.length} entries</summary><ol class="plain">${entries.map(
    (entry) => html`<li>${age(entry.at, nowMs)} <b>${entry.phase}</b> by ${entry.by}: ${entry.outcome}</li>`,
  )}</ol></details></article>`
}

/** Shows the phases of a rotation: those that it went through once it has ended, all that are to come while it is under way. */
function stepsOf(record: RotationRecord): Html {
  const { phase, entries } = record
  const reached = new Set(entries.map((entry) => entry.phase))
  const ahead = usual.includes(phase) ? usual : [...usual.filter((one) => one !== 'done'), phase]
  const steps = isSettled(record) ? [...reached] : ahead
  return html`<ol class="steps" aria-label="Phases">${steps.map(
    (step) =>
      html`<li class="${reached.has(step) ? 'reached' : ''}"${step === phase ? html` aria-current="step"` : ''}>${reached.has(step) ? '●' : '○'} ${step}</li>`,
  )}</ol>`
}
