import { instantOf } from '../../core/alerting/messages/instant.ts'
import { formatDuration } from '../../core/model/duration.ts'
import type { StatusView } from '../view.ts'
import { attentionSection } from './attention.ts'
import { summary } from './checks.ts'
import { expirySection } from './expiries.ts'
import { type Html, html } from './hypertext.ts'
import { conditionsSection } from './incidents.ts'
import type { PageSurroundings } from './markup.ts'
import { rotationsSection } from './rotations.ts'

/** Theme of the dashboard, as CloudWatch names it. */
export type WidgetTheme = 'light' | 'dark'

/** Answer to `describe`, which CloudWatch shows to whoever adds the widget. It is Markdown. */
export const widgetDescription = `## Tokenwatch

Shows what is bad now, how many checks have each standing, the next expiries and the last rotations. It reads the state of the monitor and changes nothing.

### Parameters

None: the widget shows its own deployment.
`

/** Rotations that are shown in a widget, those under way first. */
const mostRotations = 5

/** Ends that are shown in a widget. */
const mostEnds = 10

/**
 * Writes the view for a custom widget of CloudWatch: its own style, no script, no link to a console. CloudWatch removes scripts, frames and
 * `use` from it (docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/add_custom_widget_dashboard_security.html).
 */
export function statusWidget(view: StatusView, theme: WidgetTheme): Html {
  const surroundings: PageSurroundings = { nowMs: view.nowMs, isLive: false, canAct: false }
  const { monitor, unread, at, nowMs } = view
  return html`<style>${styleFor[theme]}</style><div class="tw">
${monitor.map((line) => html`<p class="trouble">The monitor itself is in trouble: ${line}</p>`)}
${unread.map((line) => html`<p class="trouble">Not everything could be read: ${line}</p>`)}
<p class="asof">As of ${instantOf(at)}, ${formatDuration((nowMs - at) / 1_000)} ago.</p>${summary(view, surroundings)}
${attentionSection(view, surroundings)}${conditionsSection(view, surroundings)}${expirySection(view, surroundings, mostEnds)}${view.rotations.length === 0 ? '' : rotationsSection(view, surroundings, mostRotations)}</div>`
}

/** Writes that nothing could be read. An empty widget would look like good news. */
export function failedWidget(code: string, theme: WidgetTheme): Html {
  return html`<style>${styleFor[theme]}</style><div class="tw"><p class="trouble">Tokenwatch could not read its own state (${code}). See the log of this function.</p></div>`
}

const colours = {
  light: { fg: '#1c1d1f', soft: '#565a60', line: '#d9dbdf', red: '#b3261e', amber: '#8a5300', green: '#1e6b34' },
  dark: { fg: '#e6e7e9', soft: '#a3a8b0', line: '#4a4f57', red: '#ff8f85', amber: '#f0b45c', green: '#7fd096' },
} as const

/** Style in the colours of the dashboard: a widget does not see what the browser prefers. */
function styleOf({ fg, soft, line, red, amber, green }: (typeof colours)[WidgetTheme]): string {
  return [
    `.tw{color:${fg};font-size:13px}.tw h2{font-size:14px}.tw h3{font-size:13px;margin:4px 0}`,
    `.tw .card{border:1px solid ${line};border-left:4px solid ${line};padding:4px 10px;margin:6px 0}`,
    `.tw .card.page{border-left-color:${red}}.tw .card.notice{border-left-color:${amber}}`,
    '.tw dl{margin:0}.tw dl div{display:flex;gap:8px}.tw dd{margin:0}',
    `.tw dt,.tw small,.tw .asof{color:${soft}}.tw dt{min-width:80px}.tw small{display:block}`,
    `.tw .trouble,.tw .badge.invalid{color:${red}}.tw .badge.misconfigured{color:${amber}}.tw .badge.valid{color:${green}}`,
    '.tw ul,.tw ol{list-style:none;padding:0;margin:0}.tw .summary{display:flex;gap:12px}',
    `.tw .timeline li{display:flex;gap:12px;border-bottom:1px solid ${line}}`,
  ].join('')
}

const styleFor: Readonly<Record<WidgetTheme, string>> = { light: styleOf(colours.light), dark: styleOf(colours.dark) }
