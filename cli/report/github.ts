import type { CommandReport, ReportedCheck } from './report.ts'
import { factsOf, generalFindings, sorted } from './wording.ts'

/** Writes workflow commands of GitHub Actions: one annotation for each check that needs attention, shown on the run and the pull request. */
export function githubAnnotations(report: CommandReport): string {
  const general = generalFindings(report).map((because) => annotation(level(report, 'blocking'), 'Tokenwatch', because))
  const checks = sorted(report).filter(({ ruling, todo }) => ruling !== 'pass' || todo !== null)
  return [...general, ...checks.map((check) => checkAnnotation(report, check))].map((line) => `${line}\n`).join('')
}

function checkAnnotation(report: CommandReport, check: ReportedCheck): string {
  const facts = factsOf(check).map(([name, value]) => `${name}: ${value}`)
  const kind = check.ruling === 'pass' ? 'notice' : level(report, check.gate)
  return annotation(kind, `Tokenwatch: ${check.check}`, [check.because, ...facts].join('\n'))
}

/** Returns `error` for a finding that blocks, and `warning` for an overridden or advisory one. */
function level({ override }: CommandReport, gate: ReportedCheck['gate']): 'error' | 'warning' {
  return override === null && gate === 'blocking' ? 'error' : 'warning'
}

/** Escapes text as the runner expects it (docs.github.com/actions, "Workflow commands"). */
function annotation(kind: 'error' | 'warning' | 'notice', title: string, message: string): string {
  const data = (text: string) => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
  const property = (text: string) => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
  return `::${kind} title=${property(title)}::${data(message)}`
}
