import { median } from 'simple-statistics'
import { z } from 'zod'

const measured = z
  .object({ metrics: z.record(z.string(), z.union([z.number(), z.literal('never'), z.null()])) })
  .nullable()

/** Fields of a journal that a trend needs. */
const trended = z.object({
  start: z.string(),
  experiment: z.object({ title: z.string() }),
  tokenwatch: z.object({
    verdict: z.string(),
    experimentHash: z.string().default(''),
    measured,
    faults: z.array(z.object({ fault: z.string(), variant: z.string(), measured })).default([]),
  }),
})

/** Trend of one experiment, oldest run first: all verdicts, and metrics of the last run that are worse than the median of the earlier ones. */
export type Trend = {
  readonly title: string
  /** Hash of the experiment, which tells two of the same title apart. */
  readonly hash: string
  readonly verdicts: readonly string[]
  readonly worse: readonly { readonly metric: string; readonly before: number; readonly now: number }[]
}

/** Metrics that are better when they are higher. */
const moreIsBetter: ReadonlySet<string> = new Set(['success_ratio', 'diagnosis_correct'])

/** Share of a change that still counts as noise. */
const noise = 0.2

/** Groups journals by the hash of their experiment: a changed one is another. Skips texts that are not Tokenwatch journals. */
export function trendsOf(texts: readonly string[]): readonly Trend[] {
  const journals = texts.flatMap((text) => {
    try {
      return [trended.parse(JSON.parse(text))]
    } catch {
      return []
    }
  })
  const byHash = Map.groupBy(journals, ({ tokenwatch }) => tokenwatch.experimentHash)
  return [...byHash].map(([hash, runs]) => {
    const sorted = runs.toSorted((a, b) => a.start.localeCompare(b.start))
    const verdicts = sorted.map(({ tokenwatch }) => tokenwatch.verdict)
    const title = sorted.at(-1)?.experiment.title ?? ''
    return { title, hash, verdicts, worse: worseIn(sorted.map(figuresIn)) }
  })
}

/** Figures of a run by their names. Those of several faults have the place and the name of their fault in front. */
type Figures = Readonly<Record<string, number | 'never' | null>>

function figuresIn({ tokenwatch: run }: z.output<typeof trended>): Figures {
  if (run.measured !== null) return run.measured.metrics
  const all = run.faults.flatMap((one, place) =>
    Object.entries(one.measured?.metrics ?? {}).map(
      ([metric, value]) => [`${faultLabel(one, place)}: ${metric}`, value] as const,
    ),
  )
  return Object.fromEntries(all)
}

/** Names one of several faults. Its place tells two of the same name apart. */
export const faultLabel = (
  { fault, variant }: { readonly fault: string; readonly variant: string },
  place: number,
): string => `fault ${place + 1}, ${fault} ${variant}`

function worseIn(runs: readonly Figures[]): Trend['worse'] {
  const last = runs.at(-1) ?? {}
  return Object.entries(last).flatMap(([metric, value]) => {
    const earlier = runs.slice(0, -1).flatMap((run) => (typeof run[metric] === 'number' ? [run[metric]] : []))
    const now = value === 'never' ? Number.POSITIVE_INFINITY : value
    if (earlier.length === 0 || now === null) return []
    const before = median(earlier)
    const change = moreIsBetter.has(metric.replace(/^.*: /, '')) ? before - now : now - before
    return change > Math.max(noise * Math.abs(before), noise / 10) ? [{ metric, before, now }] : []
  })
}
