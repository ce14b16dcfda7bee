import type { CheckKey } from '../core/model/check.ts'
import { fieldOf } from '../core/model/field-of.ts'
import type { BatchMessage } from '../core/state/batch-record.ts'

/** One SQS record with its batch. */
export type BatchEvent = { readonly messageId: string; readonly message: BatchMessage }

/** Reads the batches of an SQS event. A message can only name checks of the deployed config, whoever wrote it. */
export function parseBatchEvent(event: unknown): readonly BatchEvent[] {
  const records = fieldOf(event, 'Records')
  if (!Array.isArray(records)) return []
  return records.flatMap((record: unknown) => {
    const [messageId, body] = [fieldOf(record, 'messageId'), fieldOf(record, 'body')]
    const message = typeof body === 'string' ? parseMessage(body) : null
    return typeof messageId === 'string' && message !== null ? [{ messageId, message }] : []
  })
}

function parseMessage(body: string): BatchMessage | null {
  let parsed: unknown
  try {
    parsed = JSON.parse(body)
  } catch {
    return null
  }
  const [cadence, tick, batch, checks, versionIds, config] = [
    'cadence',
    'tick',
    'batch',
    'checks',
    'versionIds',
    'config',
  ].map((name) => fieldOf(parsed, name))
  if (
    typeof cadence !== 'string' ||
    typeof tick !== 'number' ||
    typeof batch !== 'number' ||
    typeof config !== 'string'
  )
    return null
  if (!Array.isArray(checks)) return null
  const beside = fieldOf(parsed, 'beside')
  return {
    cadence,
    tick,
    batch,
    config,
    checks: checks.filter(isKey),
    ...(Array.isArray(beside) ? { beside: beside.filter(isKey) } : {}),
    versionIds: idsOf(versionIds),
    ...hostsIn(fieldOf(parsed, 'hosts')),
    ...placesIn('missing', parsed),
    ...placesIn('unlisted', parsed),
  }
}

function placesIn(name: 'missing' | 'unlisted', parsed: unknown): Pick<BatchMessage, 'missing' | 'unlisted'> {
  const places = fieldOf(parsed, name)
  return Array.isArray(places) ? { [name]: places.filter((one) => typeof one === 'number') } : {}
}

const isKey = (value: unknown): value is CheckKey => typeof value === 'string' && value.includes('/')

/** Reads the hosts to which secrets are bound. A binding that cannot be read allows no host. */
function hostsIn(value: unknown): Pick<BatchMessage, 'hosts'> {
  if (typeof value !== 'object' || value === null) return {}
  const bound = Object.entries(value).map(([key, bindings]) => [
    key,
    Array.isArray(bindings) ? bindings.map(String) : [''],
  ])
  return { hosts: Object.fromEntries(bound) }
}

function idsOf(value: unknown): Record<CheckKey, string> {
  const ids: Record<CheckKey, string> = {}
  if (typeof value !== 'object' || value === null) return ids
  for (const [key, id] of Object.entries(value)) if (isKey(key) && typeof id === 'string') ids[key] = id
  return ids
}
