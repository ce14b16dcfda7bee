import { counted } from '../../config.ts'
import type { Terminal } from '../../framework/terminal.ts'
import { type FindingKind, findingKinds, findingTitles, type ScanFinding } from '../scan-finding.ts'
import type { ScanReport } from '../scan-report.ts'

const colours: Readonly<Partial<Record<FindingKind, 'red' | 'yellow'>>> = {
  dead: 'red',
  broken: 'red',
  expiring: 'yellow',
  over_scoped: 'yellow',
  shared_across_environments: 'yellow',
}

/** Findings of one kind that the text lists. The other formats list all of them. */
const mostListed = 20

/** Writes a report for a person at a terminal, or in a log. */
export function scanText(report: ScanReport, paint: Terminal['paint']): string {
  const kinds = findingKinds.filter((kind) => report.findings.some((finding) => finding.kind === kind))
  return [
    `${paint('bold', report.scanned)}: ${countWords(report)}${report.interrupted ? paint('yellow', ' (stopped early)') : ''}`,
    '',
    ...kinds.flatMap((kind) => sectionOf(kind, report, paint)),
    ...changeLines(report),
    ...gapLines(report),
    summaryOf(report),
    '',
  ].join('\n')
}

function sectionOf(kind: FindingKind, { findings }: ScanReport, paint: Terminal['paint']): readonly string[] {
  const all = findings.filter((finding) => finding.kind === kind)
  const isLow = ['not_recognised', 'perhaps', 'not_asked'].includes(kind)
  const listed = all.slice(0, isLow ? 5 : mostListed)
  const rest = all.length - listed.length
  return [
    `${paint(['bold', colours[kind] ?? 'reset'], findingTitles[kind])} (${all.length})`,
    ...listed.flatMap((finding) => linesOf(finding, isLow)),
    ...(rest === 0 ? [] : [`  and ${rest} more: --report json, csv or html lists all`]),
    '',
  ]
}

function linesOf({ place, fields, title, because, evidence, todo }: ScanFinding, isShort: boolean): readonly string[] {
  const where = fields.length === 0 ? place : `${place} (${fields.join(', ')})`
  const head = `  ${where}  ${title === null ? '' : `${title}: `}${because}`
  return isShort ? [head] : [head, ...evidence.map((one) => `      ${one}`), `      do: ${todo}`]
}

function changeLines({ changes }: ScanReport): readonly string[] {
  if (changes === null) return []
  if (changes.length === 0) return ['Nothing changed since the last scan.', '']
  return ['Since the last scan', ...changes.map(({ place, what }) => `  ${place} ${what}`), '']
}

function gapLines({ gaps, notes }: ScanReport): readonly string[] {
  const all = [...gaps, ...notes]
  return all.length === 0 ? [] : ['Not seen', ...all.map((gap) => `  ${gap}`), '']
}

/** `312 secrets; 120 credentials recognised, 118 asked, 110 alive` */
function countWords({ counts, offline }: ScanReport): string {
  const { secrets, recognised, asked, alive } = counts
  const asking = offline ? 'nobody asked' : `${asked} asked, ${alive} alive`
  return `${counted(secrets, 'secret')}; ${counted(recognised, 'credential')} recognised, ${asking}`
}

function summaryOf({ counts }: ScanReport): string {
  const left = Object.entries(counts.leftAlone).toSorted(([, one], [, other]) => other - one)
  const words = left.map(([what, count]) => `${count} ${what.replaceAll('_', ' ')}`).join(', ')
  return `Left alone: ${words === '' ? 'nothing' : words}. Not recognised: ${counts.notRecognised}. Perhaps a credential: ${counts.perhaps}.`
}
