import builder from 'junit-report-builder'
import type { ExperimentJournal, JournalDetails } from './journal.ts'
import { verdictReasonWords } from './words.ts'

/** The part of a journal that JUnit shows. */
type JUnitRun = {
  readonly experiment: Pick<ExperimentJournal['experiment'], 'title'>
  readonly duration: number
  readonly tokenwatch: Pick<JournalDetails, 'fault' | 'verdict' | 'verdictReasons'>
}

/** Writes runs as JUnit XML, one test case each. Every verdict but `resilient` is a failure. */
export function junitOf(runs: readonly JUnitRun[]): string {
  const document = builder.newBuilder()
  const suite = document.testSuite().name('tokenwatch chaos')
  for (const { experiment, duration, tokenwatch } of runs) {
    const { fault, verdict, verdictReasons } = tokenwatch
    const one = suite
      .testCase()
      .className(fault)
      .name(experiment.title)
      .time(Number(duration.toFixed(3)))
    if (verdict !== 'resilient') one.failure(verdictReasons.map(verdictReasonWords).join('; '), verdict)
  }
  return `${document.build()}\n`
}
