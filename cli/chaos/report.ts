import { readFile, writeFile } from 'node:fs/promises'
import type { ExperimentJournal } from '../../chaos/report/journal.ts'
import type { CommandResult } from '../framework/command-result.ts'
import { CommandFailure } from '../framework/failure.ts'
import { writtenAs } from './written.ts'

export type ReportOptions = {
  readonly files?: readonly string[]
  readonly folder: string
  readonly format: string
  readonly out?: string
}

/** Shows the trend of journals, or writes them in another format. */
export async function run({ files = [], folder, format, out }: ReportOptions): Promise<CommandResult> {
  const { openRunFolder } = await import('../../chaos/safety/run-folder.ts')
  const names = files.length > 0 ? files : await openRunFolder(folder).journals()
  const texts = await Promise.all(names.map(readText))
  const text = format === 'trend' ? await trend(texts) : await writtenAs(format, texts.map(parseJournal))
  if (out === undefined) return { exitCode: 0, data: { journals: names }, text }
  await writeFile(out, text)
  return { exitCode: 0, data: { journals: names, out }, text: `${out}\n` }
}

async function readText(file: string): Promise<string> {
  return readFile(file, 'utf8').catch(() => {
    throw new CommandFailure('file', `${file}: cannot be read`)
  })
}

/** Parses one of our own journals, recognised by the name of its schema. */
function parseJournal(text: string): ExperimentJournal {
  const parsed: ExperimentJournal = JSON.parse(text, (_name, value) =>
    value === 'never' ? Number.POSITIVE_INFINITY : value,
  )
  if (parsed.tokenwatch?.schema !== 'tokenwatch.chaos.journal/1')
    throw new CommandFailure('file', 'this is not a journal of "tokenwatch chaos run"')
  const { tokenwatch } = parsed
  const { measured } = tokenwatch
  // Journals of earlier versions lack these fields.
  const contacts = { fault: [], control: null }
  const unseen = { p95Ms: null, idp: null, secrets: null }
  return {
    ...parsed,
    tokenwatch: {
      ...tokenwatch,
      faults: tokenwatch.faults ?? [],
      traces: tokenwatch.traces ?? [],
      unjudged: tokenwatch.unjudged ?? [],
      removedAt: tokenwatch.removedAt ?? null,
      seconds: tokenwatch.seconds.map(({ at, fault, control }) => ({
        at,
        fault: { ...unseen, ...fault },
        control: { ...unseen, ...control },
      })),
      measured: measured && { ...measured, contacts: measured.contacts ?? contacts },
    },
  }
}

async function trend(texts: readonly string[]): Promise<string> {
  const { trendsOf } = await import('../../chaos/report/trend.ts')
  const trends = trendsOf(texts)
  const isShared = (title: string) => trends.filter((one) => one.title === title).length > 1
  const lines = trends.flatMap(({ title, hash, verdicts, worse }) => [
    `${title}${isShared(title) ? ` (${hash})` : ''}: ${verdicts.join(', ')}`,
    ...worse.map(
      ({ metric, before, now }) =>
        `  worse: ${metric} was ${before.toFixed(2)}, is ${Number.isFinite(now) ? now.toFixed(2) : 'never'}`,
    ),
  ])
  return `${lines.join('\n')}\n`
}
