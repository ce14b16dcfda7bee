import builder from 'junit-report-builder'
import type { CommandReport, ReportedCheck } from './report.ts'
import { answerWords, factsOf, sorted } from './wording.ts'

type JUnitSuite = ReturnType<typeof builder.testSuite>

/**
 * Writes a report as JUnit XML for CI systems: "refuse" is a failure, "cannot tell" is an error. An advisory check that does not pass is
 * skipped, with the reason as its output.
 */
export function junitReport(report: CommandReport): string {
  const document = builder.newBuilder()
  const suite = document.testSuite().name(`tokenwatch ${report.command} ${report.deployment}`)
  suite.timestamp(report.at.slice(0, 19))
  if (report.override !== null) suite.property('override', answerWords(report))
  for (const because of report.unanswered) addGeneral(suite, 'answer', because, 'no_answer')
  for (const because of report.monitor) addGeneral(suite, 'monitor', because, 'dead_monitor')
  for (const check of sorted(report)) addCheck(suite, check)
  return `${document.build()}\n`
}

function addGeneral(suite: JUnitSuite, name: string, because: string, type: string): void {
  suite.testCase().className('tokenwatch').name(name).error(because, type)
}

function addCheck(suite: JUnitSuite, check: ReportedCheck): void {
  const { ruling, because, reason, latencyMs, gate } = check
  const one = suite
    .testCase()
    .className('tokenwatch')
    .name(check.check)
    .time((latencyMs ?? 0) / 1_000)
  const facts = inSection(
    factsOf(check)
      .map(([name, value]) => `${name}: ${value}`)
      .join('\n'),
  )
  if (ruling === 'pass') return
  if (gate === 'advisory') one.skipped().standardOutput(inSection(because))
  else if (ruling === 'refuse') one.failure(because, reason).stacktrace(facts)
  else one.error(because, reason, facts)
}

/** Escapes the ends of a CDATA section that a text holds. The library escapes the first one, and no other. */
function inSection(text: string): string {
  const [before = '', ...parts] = text.split(']]>')
  return parts.length === 0 ? text : `${before}]]>${parts.join(']]]]><![CDATA[>')}`
}
