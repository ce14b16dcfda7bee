import { instantOf } from '../../functions/core/alerting/messages/instant.ts'
import { seenLine } from '../../functions/core/model/unseen.ts'
import type { Inventory, JudgedRisk } from '../../functions/status-page/inventory/inventory.ts'
import type { InventoryRow } from '../../functions/status-page/inventory/inventory-row.ts'
import type { Terminal } from '../framework/terminal.ts'

/** Statements of one risk that a terminal shows. The files have all. */
const mostShown = 10

/** Writes the inventory for people. */
export function inventoryText(inventory: Inventory, paint: Terminal['paint']): string {
  const { deployment, at, since, rows, risks, rotations, gaps } = inventory
  const parts = [
    [`${seenLine(deployment)}: ${rows.length} credentials, as of ${instantOf(at)}`],
    table(rows),
    ...risks.map((risk) => riskLines(risk, paint)),
    [
      `Rotations since ${instantOf(since)}: ${rotations.length}`,
      ...rotations.map(
        ({ check, startedAt, outcome, startedBy, signedOffBy }) =>
          `  ${instantOf(startedAt)}  ${seenLine(`${check}  ${outcome}, by ${startedBy}, signed off by ${signedOffBy.join(', ') || 'nobody'}`)}`,
      ),
    ],
    gaps.map((line) => paint('yellow', `! not everything could be read: ${seenLine(line)}`)),
  ].filter((lines) => lines.length > 0)
  return `${parts.map((lines) => lines.join('\n')).join('\n\n')}\n`
}

function table(rows: readonly InventoryRow[]): readonly string[] {
  const day = (atMs: number | null | undefined) =>
    atMs == null ? 'not known' : new Date(atMs).toISOString().slice(0, 10)
  const cells = [
    ['CHECK', 'OWNER', 'EXPIRES', 'ROTATED', 'PROVED'],
    ...rows.map(({ check, owner, expires, lastRotated, provedAt }) => [
      seenLine(check),
      seenLine(owner ?? 'nobody'),
      expires?.at === 'never' ? 'never' : day(expires?.at),
      day(lastRotated?.at),
      provedAt === null ? 'never' : day(provedAt),
    ]),
  ]
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)))
  return cells.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  )
}

function riskLines(
  { title, isSeen, looksAt, findings, cannotTell, nothingFound }: JudgedRisk,
  paint: Terminal['paint'],
): readonly string[] {
  if (!isSeen) return [`${paint('gray', '-')} ${title}: not judged`, `    ${looksAt}`]
  const mark =
    findings.length > 0 ? paint('red', '✗') : cannotTell.length > 0 ? paint('yellow', '?') : paint('green', '✓')
  const counts = `${findings.length} found, ${cannotTell.length} cannot tell, ${nothingFound.length} nothing found`
  const rest = findings.length - mostShown
  return [
    `${mark} ${title}: ${counts}`,
    ...findings
      .slice(0, mostShown)
      .map(({ check, what, evidence }) => `    ${seenLine(`${check}: ${what} (${evidence})`)}`),
    ...(rest > 0 ? [`    and ${rest} more: see the files`] : []),
  ]
}
