import type { CommandReport, ReportedCheck } from './report.ts'
import { answerWords, factsOf, sorted } from './wording.ts'

/** JUnit XML, as CI systems read it: a refusal is a failure, "cannot tell" an error, an advisory finding is skipped with its reason. */
export function junitReport(report: CommandReport): string {
  const cases = [...report.monitor.map(monitorCase), ...sorted(report).map(checkCase)]
  const count = (tag: string) => cases.filter((lines) => lines.includes(`<${tag} `)).length
  const totals = `tests="${cases.length}" failures="${count('failure')}" errors="${count('error')}" skipped="${count('skipped')}"`
  const suite = `<testsuite name="${xml(`tokenwatch ${report.command} ${report.deployment}`)}" ${totals} timestamp="${report.at.slice(0, 19)}">`
  const overridden = report.override === null ? '' : `<system-out>${xml(answerWords(report))}</system-out>`
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites ${totals}>\n${suite}\n${cases.join('')}${overridden}</testsuite>\n</testsuites>\n`
}

function checkCase(check: ReportedCheck): string {
  const open = `<testcase classname="tokenwatch" name="${xml(check.check)}" time="${((check.latencyMs ?? 0) / 1_000).toFixed(3)}"`
  if (check.ruling === 'pass') return `${open}/>\n`
  const message = `message="${xml(check.because)}"`
  if (check.gate === 'advisory') return `${open}><skipped ${message}/></testcase>\n`
  const tag = check.ruling === 'refuse' ? 'failure' : 'error'
  const facts = factsOf(check).map(([name, value]) => `${name}: ${value}`)
  return `${open}><${tag} ${message} type="${check.reason}">${xml(facts.join('\n'))}</${tag}></testcase>\n`
}

function monitorCase(because: string): string {
  return `<testcase classname="tokenwatch" name="monitor"><error message="${xml(because)}" type="dead_monitor"/></testcase>\n`
}

const entities: ReadonlyMap<string, string> = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
  ['\n', '&#10;'],
])

/** XML 1.0 has no way to write most control characters, so they are left out. */
function xml(text: string): string {
  const allowed = text.toWellFormed().replace(/(?!\n)\p{Cc}|[\ufffe\uffff]/gu, '')
  return allowed.replace(/[&<>"\n]/g, (character) => entities.get(character) ?? character)
}
