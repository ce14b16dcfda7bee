/**
 * `npm run chaos:libraries [-- --docs]`: judges services and APIs that use other people's libraries, and compares the figures with an
 * independent counter's. With `--docs` it writes the tables into docs/chaos.md.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { FaultChoice } from '../../chaos/faults/catalogue.ts'
import { watchStalls } from '../../chaos/lab/stall.ts'
import { installedLibraries } from './install.ts'
import { libraries, type SendByLibrary } from './library.ts'
import { type LibraryRow, type Planted, playLibrary } from './play.ts'
import { playServerLibrary, type ServerRow } from './play-server.ts'
import { startPython } from './python.ts'
import { serverLibraries } from './server-library.ts'

const faults: readonly FaultChoice[] = [
  { fault: 'token.missing', variant: 'absent' },
  { fault: 'rate.limited', variant: 'silent' },
  { fault: 'scope.reduced', variant: 'refused' },
]
const serverFaults: readonly FaultChoice[] = [
  { fault: 'token.missing', variant: 'absent' },
  { fault: 'signature.invalid', variant: 'bit_flipped' },
  { fault: 'signature.invalid', variant: 'alg_none' },
  { fault: 'payload.altered', variant: 'expiry' },
]

/** Share by which two counts of the same requests may differ: calls that are under way at the edges of the fault. */
const edgeShare = 0.12

/** Attempts at a row. In one during which this process stalled, the figures say more about the machine than about the library. */
const attempts = 6
const maxStallMs = 250

async function undisturbed<Row>(play: () => Promise<Row>, left = attempts): Promise<Row> {
  const { result, stalledMs } = await watchStalls(play)
  return stalledMs <= maxStallMs || left === 1 ? result : undisturbed(play, left - 1)
}

const complaints: string[] = []
const tables: string[] = []

/** Prints a row as Markdown, for the terminal and for the page. */
function print(cells: readonly (string | number)[]): void {
  const line = `| ${cells.join(' | ')} |`
  tables.push(line)
  process.stdout.write(`${line}\n`)
}

function begin(title: string, heads: readonly string[]): void {
  for (const line of ['', title, '']) {
    tables.push(line)
    process.stdout.write(`${line}\n`)
  }
  print(heads)
  print(heads.map(() => '---'))
}

function show(name: string, fault: string, { journal, counted }: LibraryRow): void {
  const { verdict, measured, effectiveness } = journal.tokenwatch
  const tool = measured?.metrics['amplification.api'] ?? 0
  print([
    name,
    `\`${fault}\``,
    verdict,
    tool.toFixed(2),
    counted.perCall.toFixed(2),
    effectiveness.injected,
    counted.refused,
  ])
  // Retries that come after the removal are in the tool's figure, so it may be higher than the count during the fault.
  if (Math.abs(tool - counted.perCall) > edgeShare * Math.max(tool, counted.perCall))
    complaints.push(
      `${name}, ${fault}: amplification is ${tool.toFixed(2)}, the counter saw ${counted.perCall.toFixed(2)}`,
    )
  if (effectiveness.injected !== counted.refused)
    complaints.push(
      `${name}, ${fault}: ${effectiveness.injected} requests were changed, ${counted.refused} were refused`,
    )
  const limit = journal.tokenwatch.fault === 'token.missing' ? 2.1 : 1.1
  const expected = counted.perCall > limit ? 'deviated' : 'resilient'
  if (verdict !== expected)
    complaints.push(
      `${name}, ${fault}: ${verdict}, and by the counter ${expected}: ${JSON.stringify(journal.tokenwatch.verdictReasons)}`,
    )
}

/** Shows an API: by the counter it is insecure if it has served a request whose credential was altered. */
function showServer(name: string, { fault, variant }: FaultChoice, { journal, counted }: ServerRow): void {
  const { verdict, measured, effectiveness } = journal.tokenwatch
  const tool = measured?.metrics.accepted_mutants ?? 0
  print([name, `\`${fault}\` ${variant}`, verdict, tool, counted.accepted, effectiveness.injected, counted.altered])
  const where = `${name}, ${fault} ${variant}`
  if (tool !== counted.accepted)
    complaints.push(`${where}: ${tool} mutants were accepted, the counter saw ${counted.accepted}`)
  if (effectiveness.injected !== counted.altered)
    complaints.push(`${where}: ${effectiveness.injected} requests were changed, the counter saw ${counted.altered}`)
  const expected = counted.accepted > 0 ? 'insecure' : 'resilient'
  if (verdict !== expected)
    complaints.push(
      `${where}: ${verdict}, and by the counter ${expected}: ${JSON.stringify(journal.tokenwatch.verdictReasons)}`,
    )
}

async function plantedIn(
  send: SendByLibrary,
  planted: Exclude<Planted, null>,
  metric: 'leaked_secrets' | 'accepted_mutants',
): Promise<void> {
  const { journal } = await playLibrary(send, { fault: 'token.missing', variant: 'absent' }, planted)
  const { verdict, measured } = journal.tokenwatch
  const value = measured?.metrics[metric] ?? 0
  print([planted, '`token.missing`', verdict, `\`${metric}\` ${value}`])
  if (verdict !== 'insecure' || value === 0) complaints.push(`the planted failure was not seen: ${planted}`)
}

const require = installedLibraries()
const python = startPython()
const senders: (readonly [string, SendByLibrary])[] = libraries.map(({ name, load }) => [name, load(require)])
if (python !== null) senders.push(['python requests', python.send])
begin('Client libraries:', ['library', 'fault', 'verdict', 'amplification', 'counter', 'changed', 'refused'])
for (const [name, send] of senders)
  for (const choice of faults) show(name, choice.fault, await undisturbed(() => playLibrary(send, choice, null)))

const heads = ['library', 'fault', 'verdict', 'accepted mutants', 'counter', 'changed', 'counter']
begin('Server libraries:', heads)
for (const library of serverLibraries)
  for (const choice of serverFaults)
    showServer(
      library.name,
      choice,
      await undisturbed(() => playServerLibrary(library, require, { choice, careless: false })),
    )

begin('Planted failures, each of which must be seen:', ['planted', 'fault', 'verdict', 'seen'])
const [, first] = senders[0] ?? []
if (first === undefined) throw new Error('no library is listed')
await plantedIn(first, 'token in the log', 'leaked_secrets')
await plantedIn(first, 'no check of tokens', 'accepted_mutants')
const forged = { fault: 'signature.invalid', variant: 'bit_flipped' } as const
for (const library of serverLibraries) {
  const { journal, counted } = await playServerLibrary(library, require, { choice: forged, careless: true })
  const { verdict, measured } = journal.tokenwatch
  const accepted = measured?.metrics.accepted_mutants ?? 0
  print([
    `${library.name}, used without verifying`,
    `\`${forged.fault}\``,
    verdict,
    `\`accepted_mutants\` ${accepted}, counter ${counted.accepted}`,
  ])
  if (verdict !== 'insecure' || accepted === 0 || accepted !== counted.accepted)
    complaints.push(`the planted failure was not seen: ${library.name}`)
}
python?.close()

if (python === null) process.stdout.write('\nPython with requests is not there; its rows are missing\n')
for (const line of complaints) process.stderr.write(`${line}\n`)
process.exitCode = complaints.length === 0 ? 0 : 1

/** Writes the tables into the page, between their marks. */
if (process.argv.includes('--docs') && complaints.length === 0) {
  const page = fileURLToPath(new URL('../../docs/chaos.md', import.meta.url))
  const [begins, ends] = ['<!-- libraries -->', '<!-- /libraries -->']
  const text = readFileSync(page, 'utf8')
  const [before = '', rest = ''] = text.split(begins)
  const [, after = ''] = rest.split(ends)
  writeFileSync(page, `${before}${begins}\n${tables.join('\n').trimStart().replace(/^/, '\n')}\n\n${ends}${after}`)
}
