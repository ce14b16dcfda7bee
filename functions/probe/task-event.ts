import { isCheckKey } from '../core/model/check-key.ts'
import { fieldOf } from '../core/model/field-of.ts'
import { reasons } from '../core/model/reason.ts'
import type { ProbeTask } from '../core/tick/task.ts'

/** Reads the tasks of an SQS event and ignores its other messages. */
export function parseTaskEvent(event: unknown): readonly ProbeTask[] {
  const records = fieldOf(event, 'Records')
  if (!Array.isArray(records)) return []
  return records.flatMap((record: unknown) => {
    const body = fieldOf(record, 'body')
    return typeof body === 'string' ? parseTask(body) : []
  })
}

function parseTask(body: string): readonly ProbeTask[] {
  let parsed: unknown
  try {
    parsed = JSON.parse(body)
  } catch {
    return []
  }
  const [task, tick, cadence, location, checks] = ['task', 'tick', 'cadence', 'location', 'checks'].map((name) =>
    fieldOf(parsed, name),
  )
  if (typeof tick !== 'number') return []
  if (task === 'opening') return openingIn(parsed, tick)
  if (task === 'canaries') return [{ task, tick }]
  if (task === 'review' && typeof location === 'string' && Array.isArray(checks))
    return [{ task, location, checks: checks.filter(isCheckKey), tick, delaySeconds: 0 }]
  return task === 'heartbeat' && typeof cadence === 'string' ? [{ task, cadence, tick }] : []
}

function openingIn(parsed: unknown, tick: number): readonly ProbeTask[] {
  const [check, versionId, found] = ['check', 'versionId', 'reason'].map((name) => fieldOf(parsed, name))
  const reason = reasons.find((one) => one === found)
  if (!isCheckKey(check) || reason === undefined) return []
  const [routes, audience] = ['routes', 'audience'].map((name) => textsIn(fieldOf(parsed, name)))
  return [
    {
      task: 'opening',
      check,
      versionId: typeof versionId === 'string' ? versionId : null,
      reason,
      tick,
      ...(routes === undefined ? {} : { routes }),
      ...(audience === undefined ? {} : { audience }),
    },
  ]
}

/** Returns a list of texts; `undefined` for anything else. */
const textsIn = (value: unknown): readonly string[] | undefined =>
  Array.isArray(value) ? value.filter((one) => typeof one === 'string') : undefined
