import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseExperiment } from '../../../chaos/experiment/parse.ts'
import { experimentFor } from '../../../chaos/experiment/template.ts'
import { storm } from '../../../chaos/faults/storm.ts'
import { journalOf } from '../../../chaos/report/journal.ts'
import { writtenAs } from '../../../cli/chaos/written.ts'
import { inventoryTables } from '../../../cli/inventory/tables.ts'
import { inventoryText } from '../../../cli/inventory/text.ts'
import { inventoryReport } from '../../../functions/status-page/html/inventory.ts'
import { pageAt } from '../../../functions/status-page/html/pages.ts'
import { statusReport } from '../../../functions/status-page/html/report.ts'
import { statusWidget } from '../../../functions/status-page/html/widget.ts'
import { inventoryOf } from '../../../functions/status-page/inventory/inventory.ts'
import { metricsText } from '../../../functions/status-page/metrics-text.ts'
import { aView, live } from '../../status-page/facts.ts'
import { fullFacts } from '../../status-page/full-facts.ts'
import { openCommandHost } from '../../support/command-host.ts'
import { aFolder } from '../../support/command-line.ts'
import type { Attack } from './attack.ts'
import { active, escapes, foreignElement, hostileTexts, type Outlet, seenFaults, withoutLayout } from './outlets.ts'

/** A key of the table is well-formed: DynamoDB takes UTF-8 only. */
const viewOf = (text: string) => aView(fullFacts(text.toWellFormed()))
const inventory = (text: string) => inventoryOf(viewOf(text), { since: 0, environment: null })

const page = (path: string): Outlet => ({
  async show(text) {
    const part = pageAt(new URL(path, 'http://127.0.0.1'), viewOf(text), live, '')
    if (part === null) throw new Error(`there is no page ${path}`)
    return String(await part.live)
  },
  became: foreignElement,
})

/** Places that show what the table holds: a deployment with this text in each field that somebody writes. */
const tableOutlets: Readonly<Record<string, Outlet>> = {
  'the first page': page('/'),
  'the page of incidents': page('/incidents'),
  'the page of rotations': page('/rotations'),
  'the page of expiries': page('/expiries'),
  'the page of the inventory': page('/inventory'),
  'the page of a check, with its history': {
    show: (text) => page(`/check?key=${encodeURIComponent(`production/${text.toWellFormed()}`)}`).show(text),
    became: foreignElement,
  },
  'the report as one file': { show: async (text) => String(await statusReport(viewOf(text))), became: foreignElement },
  'the widget': { show: async (text) => String(await statusWidget(viewOf(text), 'light')), became: foreignElement },
  'metrics for Prometheus': { show: (text) => metricsText(viewOf(text)), became: null },
  'the inventory as a page': {
    show: async (text) => String(await inventoryReport(inventory(text))),
    became: foreignElement,
  },
  'the inventory in a terminal': { show: (text) => inventoryText(inventory(text), (_, words) => words), became: null },
  'the inventory as tables': {
    show: (text) => [...inventoryTables(inventory(text)).values()].join('').replaceAll('\r\n', '\n'),
    became: /(?:^|,)"?[=+@]/m,
  },
}

/** Makes the journal of a run of an experiment, with services and logs, that somebody else named. */
function journalWith(text: string) {
  const file = { ...experimentFor(storm), title: text, description: text }
  const parsed = parseExperiment(JSON.stringify(file))
  if (!parsed.ok) throw new Error(JSON.stringify(parsed))
  const spread = { service: text, baseline: 0, fault: 1, delta: 1, firstFailureSeconds: 1 }
  const result = {
    judgement: { verdict: 'inconclusive', reasons: [{ because: text }] },
    measured: null,
    faults: [],
    observation: null,
    timeline: [{ at: '2026-01-01T00:00:00.000Z', event: 'stopped', note: text }],
    isToolFailure: false,
    seen: null,
  } as const
  const results = [{ part: parsed.experiment, result, propagation: [spread], traces: null }] as const
  return journalOf({ runId: 'r', experiment: parsed.experiment, results, startedAt: 0, endedAt: 1 })
}

const reportOutlet = (form: string, became: RegExp | null): Outlet => ({
  show: async (text) => (await writtenAs(form, [journalWith(text)])).replace(form === 'md' ? escapes : '', ''),
  became,
})

const chaosOutlets: Readonly<Record<string, Outlet>> = {
  'a report of chaos in HTML': reportOutlet('html', foreignElement),
  'a report of chaos in Markdown': reportOutlet('md', /<(?:img|cwdb)|\]\(javascript|\| healthy \|/),
  'a report of chaos in JUnit': reportOutlet('xml', foreignElement),
  'the journal of a run': reportOutlet('json', null),
}

/** Runs commands that print what a file in the repository says. */
async function printed(text: string): Promise<string> {
  const folder = await aFolder()
  const host = openCommandHost()
  const printedBy: string[] = []
  try {
    await writeFile(join(folder.path, 'one.json'), JSON.stringify({ ...experimentFor(storm), title: text }))
    await writeFile(join(folder.path, 'journal.json'), JSON.stringify(journalWith(text)))
    for (const line of [
      ['chaos', 'validate', 'one.json'],
      ['chaos', 'validate', 'one.json', '--json'],
      ['chaos', 'plan', 'one.json'],
      ['chaos', 'report', 'journal.json'],
    ]) {
      const { stdout, stderr, code } = await host.run(line, { cwd: folder.path, env: { FORCE_COLOR: '0' } })
      if (code !== 0) throw new Error(stderr)
      printedBy.push(stdout, stderr)
    }
    return printedBy.join('\n')
  } finally {
    await host.close()
    await folder.close()
  }
}

const inert = 'inert everywhere'

const attackOn = (where: string, outlets: Readonly<Record<string, Outlet>>) =>
  Object.entries(hostileTexts).map(
    ([attack, text]): Attack => ({
      attack: `${attack} ${where}`,
      expected: inert,
      see: async () => (await seenFaults(text, outlets)).join(', ') || inert,
    }),
  )

export const records: readonly Attack[] = [
  ...attackOn('in each field of the table', tableOutlets),
  ...attackOn('as the name of an experiment and of services', chaosOutlets),
  {
    attack: "a command of a pipeline's runner as the title of an experiment that commands print",
    expected: inert,
    async see() {
      for (const title of ['::error::owned', ' ::stop-commands::x', '##[error]owned', '##vso[task.complete]x']) {
        const found = /^\s*(?:::|##\w*\[).*/m.exec(await printed(title))
        if (found !== null) return `they print ${found[0]}`
      }
      return inert
    },
  },
  {
    attack: 'all of these as the title of an experiment that commands print',
    expected: inert,
    async see() {
      const found = active.exec(withoutLayout(await printed(Object.values(hostileTexts).join(' ').slice(0, 300))))
      return found === null ? inert : `they print ${JSON.stringify(found[0])}`
    },
  },
]
