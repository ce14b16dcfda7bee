import { formatDuration } from '../../core/model/duration.ts'
import type { LabFault, StatusEvent } from '../facts.ts'
import type { StatusView } from '../view.ts'
import { type Html, html } from './hypertext.ts'
import { checkName, type PageSurroundings } from './markup.ts'

/** Writes the faults of the lab with what followed each of them. `secret` allows its forms to act. */
export function labPage(view: StatusView, surroundings: PageSurroundings, secret: string): Html {
  return html`<h2>Break something</h2>
<p>A fault changes the services of this lab, never anything else. It ends by itself, or when you stop it.</p>
${view.faults.map((fault) => faultCard(fault, view, surroundings, secret))}`
}

function faultCard(fault: LabFault, view: StatusView, surroundings: PageSurroundings, secret: string): Html {
  const { id, title, expected, checks, endsAt, injectedAt } = fault
  const isOn = isInjected(fault)
  return html`<article class="card ${isOn ? 'page' : ''}" aria-label="${title}"><h3>${title} ${isOn ? html`<span class="level page">injected</span>` : ''}</h3>
<p>${expected}. It meets ${checks.map((key, index) => html`${index > 0 ? ', ' : ''}${checkName(key, surroundings)}`)}.</p>
<form method="post" action="/faults"><input type="hidden" name="secret" value="${secret}"><input type="hidden" name="fault" value="${id}"><input type="hidden" name="act" value="${isOn ? 'stop' : 'inject'}">
<button>${isOn ? 'Stop' : 'Inject'}<span class="hidden"> ${title}</span></button>${isOn && endsAt !== null ? html` ends by itself in ${formatDuration((endsAt - view.nowMs) / 1_000)}` : ''}</form>
${injectedAt === null ? '' : timeLine(fault, injectedAt, view.events)}</article>`
}

export const isInjected = ({ injectedAt, stoppedAt }: LabFault): boolean => injectedAt !== null && stoppedAt === null

/** Events of one line of time. */
const mostSteps = 30

/** Writes the injection, what followed it for its checks, and the end, oldest first, each with its distance from the injection. */
function timeLine({ checks, stoppedAt }: LabFault, injectedAt: number, events: readonly StatusEvent[]): Html {
  const steps = [
    { at: injectedAt, kind: 'injected', text: 'the fault begins' },
    ...events.filter(({ check, at }) => check !== undefined && checks.includes(check) && at >= injectedAt),
    ...(stoppedAt === null ? [] : [{ at: stoppedAt, kind: 'stopped', text: 'the fault ends' }]),
  ].toSorted((one, other) => one.at - other.at)
  return html`<ol class="events" aria-label="What followed">${steps
    .slice(0, mostSteps)
    .map(
      ({ at, kind, text }) =>
        html`<li class="${kind}"><span>+${((at - injectedAt) / 1_000).toFixed(1)} s</span> <b>${kind}</b> <span>${text}</span></li>`,
    )}</ol>`
}
