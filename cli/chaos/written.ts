import type { ExperimentJournal } from '../../chaos/report/journal.ts'
import { seenText } from '../../functions/core/model/unseen.ts'

/**
 * Writes journals in the format that a file's ending or a format's name selects. HTML shows the last run with its history, Markdown and JSON
 * show the last run, JUnit shows all.
 */
export async function writtenAs(form: string, journals: readonly ExperimentJournal[]): Promise<string> {
  const last = journals.at(-1)
  if (last === undefined) return ''
  if (/html?$/.test(form))
    return seenText(await (await import('../../chaos/report/html.ts')).htmlOf(journals.slice(0, -1), last))
  if (/(md|markdown)$/.test(form)) return seenText((await import('../../chaos/report/markdown.ts')).markdownOf(last))
  if (/(xml|junit)$/.test(form)) return seenText((await import('../../chaos/report/junit.ts')).junitOf(journals))
  return (await import('../../chaos/report/journal.ts')).journalText(last)
}
