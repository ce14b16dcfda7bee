import { withoutSecrets } from '../../functions/config/secrecy.ts'
import type { Inventory } from '../../functions/status-page/inventory/inventory.ts'
import { csvOf } from '../framework/csv.ts'

type Table = readonly (readonly (string | null)[])[]

/** Files of an inventory, by name. Each begins with the names of its columns. */
export function inventoryTables(inventory: Inventory): ReadonlyMap<string, string> {
  const tables: readonly (readonly [name: string, table: Table])[] = [
    ['credentials.csv', credentials(inventory)],
    ['risks.csv', statements(inventory)],
    ['rotations.csv', rotations(inventory)],
  ]
  return new Map(tables.map(([name, table]) => [name, csvOf(table.map((row) => row.map(printable)))]))
}

/** Leaves out what looks like a secret: a file goes to people who may not see one. */
const printable = (text: string | null): string | null => (text === null ? null : withoutSecrets(text))

export const isoOf = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString())

const joined = (texts: readonly string[] | undefined): string | null => texts?.join(' ') ?? null

function credentials({ rows }: Inventory): Table {
  const heads = [
    ...['check', 'environment', 'provider', 'kind', 'identity', 'owner', 'purpose', 'used by'],
    ...['scopes needed', 'scopes missing', 'scopes too many', 'version', 'created', 'created by evidence'],
    ...['last rotated', 'rotated by evidence', 'rotation', 'expires', 'expiry source', 'standing', 'reason'],
    ...['last proved alive', 'consumers', 'exceptions'],
  ]
  return [
    heads,
    ...rows.map((row) => [
      ...[row.check, row.environment, row.provider, row.kind, row.identity, row.owner, row.purpose, joined(row.usedBy)],
      ...[joined(row.scopes?.needed), joined(row.scopes?.missing), joined(row.scopes?.excess), row.versionId],
      ...[isoOf(row.created?.at ?? null), row.created?.evidence ?? null],
      ...[isoOf(row.lastRotated?.at ?? null), row.lastRotated?.evidence ?? null, row.rotation],
      row.expires?.at === 'never' ? 'never' : isoOf(row.expires?.at ?? null),
      ...[row.expires?.source ?? null, row.standing, row.reason, isoOf(row.provedAt)],
      row.consumers?.map(({ consumer, versionId }) => `${consumer}: ${versionId ?? 'unknown'}`).join('; ') ?? null,
      row.exceptions.map(({ what, by }) => `${what} (${by})`).join('; '),
    ]),
  ]
}

function statements({ risks }: Inventory): Table {
  return [
    ['risk', 'check', 'result', 'what', 'evidence'],
    ...risks.flatMap(({ title, isSeen, looksAt, findings, cannotTell, nothingFound }) => [
      ...(isSeen ? [] : [[title, null, 'not judged', looksAt, null]]),
      ...findings.map(({ check, what, evidence }) => [title, check, 'finding', what, evidence]),
      ...cannotTell.map(({ check, what, evidence }) => [title, check, 'cannot tell', what, evidence]),
      ...nothingFound.map((check) => [title, check, 'nothing found', looksAt, null]),
    ]),
  ]
}

function rotations({ rotations: listed }: Inventory): Table {
  return [
    ['check', 'started', 'ended', 'outcome', 'from version', 'to version', 'started by', 'signed off by', 'problem'],
    ...listed.map(({ check, startedAt, endedAt, outcome, fromVersion, toVersion, startedBy, signedOffBy, problem }) => [
      ...[check, isoOf(startedAt), isoOf(endedAt), outcome, fromVersion, toVersion, startedBy],
      ...[signedOffBy.join(', '), problem],
    ]),
  ]
}
