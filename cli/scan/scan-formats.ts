import { CommandFailure } from '../framework/failure.ts'
import { writeWhole } from '../framework/files.ts'
import { repeatable } from '../framework/pasted.ts'
import type { Terminal } from '../framework/terminal.ts'
import { scanCsv } from './report/csv.ts'
import { scanText } from './report/text.ts'
import type { ScanReport } from './scan-report.ts'

/** Formats of a scan's report. */
export const scanFormats = ['table', 'json', 'csv', 'html'] as const

type ScanFormat = (typeof scanFormats)[number]

/** A format, and its file; stdout without one. */
export type WantedFormat = { readonly format: ScanFormat; readonly file: string | null }

/** Parses the values of `--report`: `csv`, `html=scan.html`. */
export function parseFormats(values: readonly string[] = []): readonly WantedFormat[] {
  const wanted = values.map((value): WantedFormat => {
    const [name, file] = value.split(/=(.*)/s)
    const format = scanFormats.find((one) => one === name)
    if (format === undefined || file === '')
      throw new CommandFailure(
        'usage',
        `--report: expected ${scanFormats.join(', ')}, with =file for a file, such as html=scan.html, found ${repeatable(value)}`,
      )
    return { format, file: file ?? null }
  })
  if (wanted.filter(({ file }) => file === null).length > 1)
    throw new CommandFailure(
      'usage',
      '--report: only one format goes to stdout; give the others a file, such as csv=scan.csv',
    )
  return wanted
}

/** Writes the files, and returns the text for stdout. */
export async function publishScan(
  report: ScanReport,
  wanted: readonly WantedFormat[],
  terminal: Terminal,
): Promise<string> {
  const plain: Terminal['paint'] = (_format, text) => text
  for (const { format, file } of wanted) if (file !== null) writeWhole(file, await written(report, format, plain))
  const here = wanted.find(({ file }) => file === null)
  return written(report, here?.format ?? 'table', terminal.paint)
}

async function written(report: ScanReport, format: ScanFormat, paint: Terminal['paint']): Promise<string> {
  switch (format) {
    case 'table':
      return scanText(report, paint)
    case 'json':
      return `${JSON.stringify(report)}\n`
    case 'csv':
      return scanCsv(report)
    case 'html': {
      const { scanPage } = await import('./report/page.ts')
      return scanPage(report)
    }
  }
}
