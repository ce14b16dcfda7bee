import { watchStalls } from '../../chaos/lab/stall.ts'
import type { MetricName } from '../../chaos/measures/metric.ts'
import type { JournalDetails } from '../../chaos/report/journal.ts'
import type { runExperiment } from '../../chaos/run-experiment.ts'

type Outcome = Awaited<ReturnType<typeof runExperiment>>

const attempts = 4

/** Longest stall of the process: beyond it the timings of a run say more about the machine than about the service. */
const maxStallMs = 250

/** Metrics that a stalled process makes worse. */
const timings: ReadonlySet<MetricName> = new Set(['time_to_recover', 'peak_ratio', 'success_ratio', 'untyped_errors'])

/** Repeats a run that is inconclusive, or that only missed a timing while the machine stalled this process. The last attempt counts. */
export async function conclusive(run: () => Promise<Outcome>, left = attempts): Promise<JournalDetails> {
  const { result: journal, stalledMs } = await watchStalls(async () => journalIn(await run()))
  return left > 1 && isDisturbed(journal, stalledMs) ? conclusive(run, left - 1) : journal
}

function journalIn(outcome: Outcome): JournalDetails {
  if (!('journal' in outcome)) throw new Error(`the run was not made: ${JSON.stringify(outcome)}`)
  return outcome.journal.tokenwatch
}

function isDisturbed({ verdict, verdictReasons }: JournalDetails, stalledMs: number): boolean {
  if (verdict === 'inconclusive' || verdict === 'not-ready') return true
  if (verdict !== 'deviated' || stalledMs <= maxStallMs) return false
  return verdictReasons.every((reason) => 'metric' in reason && timings.has(reason.metric))
}
