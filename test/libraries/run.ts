/** `npm run chaos:libraries`: judges services that use other people's libraries, and compares the figures with an independent counter's. */
import type { FaultChoice } from '../../chaos/faults/catalogue.ts'
import { installedLibraries } from './install.ts'
import { libraries, type SendByLibrary } from './library.ts'
import { type LibraryRow, type Planted, playLibrary } from './play.ts'
import { startPython } from './python.ts'

const faults: readonly FaultChoice[] = [
  { fault: 'token.missing', variant: 'absent' },
  { fault: 'rate.limited', variant: 'silent' },
  { fault: 'scope.reduced', variant: 'refused' },
]

/** Share by which two counts of the same requests may differ: calls that are under way at the edges of the fault. */
const edgeShare = 0.12

const complaints: string[] = []
const print = (cells: readonly string[]) =>
  process.stdout.write(
    `${cells
      .map((cell, index) => cell.padEnd([22, 16, 14, 10, 10, 18][index] ?? 0))
      .join(' ')
      .trimEnd()}\n`,
  )

function show(name: string, fault: string, { journal, counted }: LibraryRow): void {
  const { verdict, measured, effectiveness } = journal.tokenwatch
  const tool = measured?.metrics['amplification.api'] ?? 0
  print([
    name,
    fault,
    verdict,
    tool.toFixed(2),
    counted.perCall.toFixed(2),
    `${effectiveness.injected} / ${counted.refused}`,
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

async function plantedIn(
  send: SendByLibrary,
  planted: Exclude<Planted, null>,
  metric: 'leaked_secrets' | 'accepted_mutants',
): Promise<void> {
  const { journal } = await playLibrary(send, { fault: 'token.missing', variant: 'absent' }, planted)
  const { verdict, measured } = journal.tokenwatch
  const value = measured?.metrics[metric] ?? 0
  print([`planted: ${planted}`, 'token.missing', verdict, `${metric} ${value}`])
  if (verdict !== 'insecure' || value === 0) complaints.push(`the planted failure was not seen: ${planted}`)
}

const require = installedLibraries()
const python = startPython()
const senders: (readonly [string, SendByLibrary])[] = libraries.map(({ name, load }) => [name, load(require)])
if (python === null) process.stdout.write('Python with requests is not there; its rows are missing\n')
else senders.push(['python requests', python.send])
print(['library', 'fault', 'verdict', 'tool', 'counter', 'changed / refused'])
for (const [name, send] of senders)
  for (const choice of faults) show(name, choice.fault, await playLibrary(send, choice, null))
const [, first] = senders[0] ?? []
if (first === undefined) throw new Error('no library is listed')
await plantedIn(first, 'token in the log', 'leaked_secrets')
await plantedIn(first, 'no check of tokens', 'accepted_mutants')
python?.close()
for (const line of complaints) process.stderr.write(`${line}\n`)
process.exitCode = complaints.length === 0 ? 0 : 1
