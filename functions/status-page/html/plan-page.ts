import type { CheckKey } from '../../core/model/check.ts'
import { type Html, html } from './hypertext.ts'
import { checkAddress } from './markup.ts'

/** A change that waits for a person's word. */
export type ShownPlan = {
  readonly what: string
  readonly steps: readonly string[]
  /** Path that makes the change, and the fields that it needs. */
  readonly action: string
  readonly fields: Readonly<Record<string, string>>
  readonly back: string
}

/** Writes a plan and the button that agrees to it. */
export function planPage({ what, steps, action, fields, back }: ShownPlan, secret: string): Html {
  return html`<h2>Please confirm</h2><article class="card"><h3>This would ${what}</h3>
<ul>${steps.map((step) => html`<li>${step}</li>`)}</ul>
<form method="post" action="${action}">${Object.entries({ ...fields, secret, agreed: 'yes' }).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`,
  )}<button>Do it</button> <a href="${back}">Back</a></form></article>`
}

/** Writes the form that asks for the length and the reason of a silence. */
export function silenceForm({ key, secret, problem }: { key: CheckKey; secret: string; problem: string | null }): Html {
  const lengths = ['1h', '4h', '12h', '1d', '7d']
  return html`<h2>Silence ${key}</h2>${problem === null ? '' : html`<p role="alert" class="trouble">${problem}</p>`}
<form method="post" action="/silence" class="stacked"><input type="hidden" name="secret" value="${secret}"><input type="hidden" name="key" value="${key}">
<label>for <select name="for">${lengths.map((length) => html`<option${length === '4h' ? html` selected` : ''}>${length}</option>`)}</select></label>
<label>reason, shown to everybody <input name="reason" required minlength="3" maxlength="200"></label>
<p><button>Show the plan</button> <a href="${checkAddress(key)}">Back</a></p></form>`
}

/** Writes one message with a way back. */
export function messagePage(title: string, lines: readonly string[], back = '/'): Html {
  return html`<h2>${title}</h2>${lines.map((line) => html`<p>${line}</p>`)}<p><a href="${back}">Back</a></p>`
}
