import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { inventoryReport } from '../functions/status-page/html/inventory.ts'
import { type Inventory, inventoryOf, usualPeriodMs } from '../functions/status-page/inventory/inventory.ts'
import { statusView } from '../functions/status-page/view.ts'
import { connect } from './aws/connection.ts'
import { deployedFacts } from './console/deployed-facts.ts'
import type { CommandResult } from './framework/command-result.ts'
import { secondsOf } from './framework/durations.ts'
import { exitCodes } from './framework/exit-codes.ts'
import { CommandFailure } from './framework/failure.ts'
import { writeWhole } from './framework/files.ts'
import type { Terminal } from './framework/terminal.ts'
import { inventoryTables, isoOf } from './inventory/tables.ts'
import { inventoryText } from './inventory/text.ts'

/** Options of `tokenwatch inventory`. */
export type InventoryOptions = {
  readonly environment?: string
  readonly since?: string
  readonly html?: string
  /** Folder of the tables. */
  readonly csv?: string
  readonly deployment?: string
  readonly region?: string
}

/** Rotations of one check that are read for the list of a period. */
const mostRotationsOfCheck = 100

/** Lists every credential with what is known of it, the risks that this shows, and the rotations of a period. Probes nothing. */
export async function run(options: InventoryOptions, terminal: Terminal): Promise<CommandResult> {
  const periodSeconds = secondsOf('--since', options.since)
  const connection = await connect(options, terminal)
  const facts = await deployedFacts(connection, mostRotationsOfCheck)()
  const environments = [...new Set(facts.judgements.map(({ environment }) => environment))].toSorted()
  const { environment = null } = options
  if (environment !== null && !environments.includes(environment))
    throw new CommandFailure(
      'no_match',
      `--environment: no check of ${facts.deployment} is in it; it has ${environments.join(', ')}`,
    )
  const since = facts.at - (periodSeconds === null ? usualPeriodMs : periodSeconds * 1_000)
  const inventory = inventoryOf(statusView(facts, facts.at), { since, environment })
  const notes = await writeFiles(inventory, options)
  return { exitCode: exitCodes.ok, data: dataOf(inventory), text: inventoryText(inventory, terminal.paint), notes }
}

async function writeFiles(inventory: Inventory, { html, csv }: InventoryOptions): Promise<readonly string[]> {
  const written: string[] = []
  const write = (file: string, text: string) => {
    writeWhole(file, text)
    written.push(`wrote ${file}`)
  }
  if (html !== undefined) write(html, String(await inventoryReport(inventory)))
  if (csv === undefined) return written
  makeFolder(csv)
  for (const [name, text] of inventoryTables(inventory)) write(join(csv, name), text)
  return written
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true })
  } catch {
    throw new CommandFailure('file', `${folder}: no folder can be made here; choose another place`)
  }
}

/** Returns the inventory for programs. Instants are ISO 8601. */
function dataOf({ deployment, at, since, rows, risks, rotations, gaps }: Inventory) {
  const dated = (one: { readonly at: number; readonly evidence: string } | null) =>
    one === null ? null : { at: isoOf(one.at), evidence: one.evidence }
  return {
    deployment,
    at: isoOf(at),
    since: isoOf(since),
    credentials: rows.map((row) => ({
      ...row,
      created: dated(row.created),
      lastRotated: dated(row.lastRotated),
      expires:
        row.expires === null
          ? null
          : { ...row.expires, at: row.expires.at === 'never' ? 'never' : isoOf(row.expires.at) },
      provedAt: isoOf(row.provedAt),
      consumers: row.consumers?.map((one) => ({ ...one, seenAt: isoOf(one.seenAt) })) ?? null,
    })),
    risks,
    rotations: rotations.map((one) => ({ ...one, startedAt: isoOf(one.startedAt), endedAt: isoOf(one.endedAt) })),
    gaps,
  }
}
