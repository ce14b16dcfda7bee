import { z } from 'zod'

/** What a trend reads of a journal. */
const trended = z.object({
  start: z.string(),
  experiment: z.object({ title: z.string() }),
  tokenwatch: z.object({
    verdict: z.string(),
    measured: z
      .object({ metrics: z.record(z.string(), z.union([z.number(), z.literal('never'), z.null()])) })
      .nullable(),
  }),
})

/** How runs of one experiment develop, oldest first: verdicts, and figures that got worse against the median of those before. */
export type Trend = {
  readonly title: string
  readonly verdicts: readonly string[]
  readonly worse: readonly { readonly metric: string; readonly before: number; readonly now: number }[]
}

/** Metrics of which more is better. */
const moreIsBetter: ReadonlySet<string> = new Set(['success_ratio', 'diagnosis_correct'])

/** A change below this share is noise. */
const noise = 0.2

/** Texts that are no journals of ours are left out. */
export function trendsOf(texts: readonly string[]): readonly Trend[] {
  const journals = texts.flatMap((text) => {
    try {
      return [trended.parse(JSON.parse(text))]
    } catch {
      return []
    }
  })
  const byTitle = Map.groupBy(journals, ({ experiment }) => experiment.title)
  return [...byTitle].map(([title, runs]) => {
    const sorted = runs.toSorted((a, b) => a.start.localeCompare(b.start))
    const verdicts = sorted.map(({ tokenwatch }) => tokenwatch.verdict)
    return { title, verdicts, worse: worseIn(sorted.map(({ tokenwatch }) => tokenwatch.measured?.metrics ?? {})) }
  })
}

type Figures = Readonly<Record<string, number | 'never' | null>>

function worseIn(runs: readonly Figures[]): Trend['worse'] {
  const last = runs.at(-1) ?? {}
  return Object.entries(last).flatMap(([metric, value]) => {
    const earlier = runs.slice(0, -1).flatMap((run) => (typeof run[metric] === 'number' ? [run[metric]] : []))
    const before = earlier.toSorted((a, b) => a - b)[Math.floor(earlier.length / 2)]
    const now = value === 'never' ? Number.POSITIVE_INFINITY : value
    if (before === undefined || now === null) return []
    const change = moreIsBetter.has(metric) ? before - now : now - before
    return change > Math.max(noise * Math.abs(before), noise / 10) ? [{ metric, before, now }] : []
  })
}
