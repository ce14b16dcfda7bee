import { seenJson } from '../../functions/core/model/unseen.ts'
import { feedOf } from '../../functions/status-page/feed.ts'
import { statusReport } from '../../functions/status-page/html/report.ts'
import { metricsText } from '../../functions/status-page/metrics-text.ts'
import { redacted } from '../../functions/status-page/redacted.ts'
import { statusView } from '../../functions/status-page/view.ts'
import type { Connection } from '../aws/connection.ts'
import { deployedFacts } from '../console/deployed-facts.ts'
import { CommandFailure } from '../framework/failure.ts'
import { writeWhole } from '../framework/files.ts'

/** Files that `tokenwatch status` writes about the whole deployment, each as the console shows it. */
export type StatusFiles = {
  readonly html?: string
  /** Leaves names of people, identities and words of providers out of the page. */
  readonly redacted?: boolean
  readonly feed?: string
  readonly metrics?: string
}

/** Writes the files that are asked for. Returns a line about each, and about what could not be read for them. */
export async function writeStatusFiles(
  { html, feed, metrics, redacted: isRedacted = false }: StatusFiles,
  connection: Connection,
): Promise<readonly string[]> {
  if (isRedacted && html === undefined)
    throw new CommandFailure('usage', '--redacted needs --html <file>: it is about the page')
  const named = [html, feed, metrics].filter((file) => file !== undefined)
  if (named.length === 0) return []
  const facts = await deployedFacts(connection)()
  const view = statusView(facts, facts.at)
  if (html !== undefined) writeWhole(html, String(await statusReport(isRedacted ? redacted(view) : view)))
  if (feed !== undefined) writeWhole(feed, `${seenJson(JSON.stringify(feedOf(view), null, 2))}\n`)
  if (metrics !== undefined) writeWhole(metrics, metricsText(view))
  return [...named.map((file) => `wrote ${file}`), ...facts.unread.map((line) => `not read: ${line}`)]
}
