import { isCheckKey } from '../core/model/check-key.ts'
import { fieldOf } from '../core/model/field-of.ts'
import type { Errand } from '../core/tick/errand.ts'

/** The errands of an SQS event; what else is in it is somebody else's business. */
export function parseErrandEvent(event: unknown): readonly Errand[] {
  const records = fieldOf(event, 'Records')
  if (!Array.isArray(records)) return []
  return records.flatMap((record: unknown) => {
    const body = fieldOf(record, 'body')
    return typeof body === 'string' ? parseErrand(body) : []
  })
}

function parseErrand(body: string): readonly Errand[] {
  let parsed: unknown
  try {
    parsed = JSON.parse(body)
  } catch {
    return []
  }
  const [errand, tick, cadence, vantage, checks] = ['errand', 'tick', 'cadence', 'vantage', 'checks'].map((name) =>
    fieldOf(parsed, name),
  )
  if (typeof tick !== 'number') return []
  if (errand === 'canaries') return [{ errand, tick }]
  if (errand === 'review' && typeof vantage === 'string' && Array.isArray(checks))
    return [{ errand, vantage, checks: checks.filter(isCheckKey), tick, delaySeconds: 0 }]
  return errand === 'heartbeat' && typeof cadence === 'string' ? [{ errand, cadence, tick }] : []
}
