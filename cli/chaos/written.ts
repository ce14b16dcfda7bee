import type { ExperimentJournal } from '../../chaos/report/journal.ts'

/** Journals in the form that a file's ending, or a format's name, asks for; HTML tells of the last one and how it came there, Markdown and JSON of the last one. */
export async function writtenAs(form: string, journals: readonly ExperimentJournal[]): Promise<string> {
  const last = journals.at(-1)
  if (last === undefined) return ''
  if (/html?$/.test(form)) return (await import('../../chaos/report/html.ts')).htmlOf(journals.slice(0, -1), last)
  if (/(md|markdown)$/.test(form)) return (await import('../../chaos/report/markdown.ts')).markdownOf(last)
  if (/(xml|junit)$/.test(form)) return (await import('../../chaos/report/junit.ts')).junitOf(journals)
  return (await import('../../chaos/report/journal.ts')).journalText(last)
}
