import { commandsFor } from '../../core/model/commands.ts'
import { type CheckView, isBad } from '../check-view.ts'
import { type StatusView, sinceOf } from '../view.ts'
import { sentenceOf } from '../words.ts'
import { type Html, html } from './hypertext.ts'
import { age, badge, checkName, facts, outward, type PageSurroundings } from './markup.ts'

/** Cards on the first page. The rest is one link away. */
const mostCards = 20

/** Writes what is bad now, or what is known instead. */
export function attentionSection(view: StatusView, surroundings: PageSurroundings): Html {
  const { attention } = view
  const cards = attention.slice(0, mostCards)
  const rest = attention.length - cards.length
  return html`<section aria-labelledby="now"><h2 id="now">What is bad now <span class="count">${attention.length}</span></h2>
${attention.length === 0 ? html`<p class="calm">${calmWords(view)}</p>` : ''}
${cards.map((check) => attentionCard(check, view, surroundings))}
${rest > 0 ? html`<p>${rest} more: ${surroundings.isLive ? html`<a href="/incidents">all incidents</a>` : 'see the list of checks'}</p>` : ''}
</section>`
}

/** Says that all is well only where it is proved: every check is valid, and the monitor is alive and was read in full. */
export function calmWords({ checks, counts, monitor, unread }: StatusView): string {
  if (checks.length === 0) return 'This deployment has no checks: add one to its config.'
  if (monitor.length > 0) return 'Nothing is known to be bad, but the monitor itself does not work.'
  if (unread.length > 0) return 'Nothing that could be read is bad, but a part could not be read.'
  if (counts.waiting > 0)
    return `Nothing is known to be bad; ${counts.waiting} of ${checks.length} checks have no verdict yet.`
  if (counts.valid === checks.length) return `Nothing: all ${checks.length} credentials are proved valid.`
  return `Nothing needs a person; ${counts.valid} of ${checks.length} credentials are proved valid.`
}

/** Writes one bad check: the reason in words, since when, who is hurt, who owns it, who knows of it, what to do. */
export function attentionCard(check: CheckView, view: StatusView, surroundings: PageSurroundings): Html {
  const { key, incident, shown, owner, todo, runbook } = check
  const level = incident?.incident.severity ?? 'watched'
  const { isLive } = surroundings
  return html`<article class="card ${level}" aria-label="${key}">
<h3>${checkName(key, surroundings)} ${badge(shown)} <span class="level ${level}">${level}</span></h3>
<p class="reason">${reasonLine(check)}</p>
${facts([
  ['since', age(sinceOf(check), view.nowMs)],
  ['breaks', breaksWords(check)],
  ['owner', owner ?? 'nobody is named'],
  ['known to', acknowledgementWords(check, view.nowMs)],
  ['silenced', check.suppressed],
  ['do', todo],
  ['runbook', outward(runbook)],
  ['look again', html`<code>${commandsFor(check, view.options).look}</code>`],
])}
${isLive && surroundings.canAct ? actionLinks(check) : ''}
</article>`
}

/** Writes the reason as a sentence, with what the provider or the monitor said. */
export function reasonLine(check: CheckView): Html {
  const { incident, reason, detail, shown, staleBecause } = check
  if (shown === 'stale') return html`<b>${reason}</b> is ${staleBecause ?? 'stale'}`
  const isOver = incident !== null && !isBad(check)
  const because = incident?.incident.reason ?? reason
  const said = incident?.incident.detail ?? detail
  return html`<b>${because}</b>: ${sentenceOf(because)}${said === '' ? '' : html`: ${said}`}${isOver && because !== reason ? html`. Now ${reason}: it closes after the next good verdicts` : ''}`
}

function breaksWords({ impact, usedBy }: CheckView): string {
  return usedBy.length === 0 ? impact : `${impact} (used by ${usedBy.join(', ')})`
}

/** Says who was notified and who has acknowledged. */
export function acknowledgementWords({ incident }: CheckView, nowMs: number): Html {
  if (incident === null) return html`nobody: no incident is open yet`
  const { acknowledged, notified } = incident.incident
  const notifiedWords =
    notified === null ? html`nobody was notified` : html`${notified.to} sent ${age(notified.at, nowMs)}`
  const suppressed = incident.suppressedBecause === null ? '' : html`; ${incident.suppressedBecause}`
  if (acknowledged === null) return html`${notifiedWords}; not acknowledged${suppressed}`
  return html`acknowledged by ${acknowledged.by} ${age(acknowledged.at, nowMs)}; ${notifiedWords}${suppressed}`
}

/** Links to the plans of what a person may do about a check. */
export function actionLinks({ key, incident }: CheckView): Html {
  const about = `key=${encodeURIComponent(key)}`
  return html`<p class="actions">
${incident !== null ? html`<a class="button" href="/acknowledge?${about}">Acknowledge<span class="hidden"> ${key}</span></a>` : ''}
<a class="button" href="/silence?${about}">Silence<span class="hidden"> ${key}</span></a></p>`
}
