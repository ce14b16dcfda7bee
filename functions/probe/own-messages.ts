import { fieldOf } from '../core/model/field-of.ts'
import { parseJson } from '../core/model/json-field.ts'
import type { Log } from '../core/state/log.ts'

type MessageDependencies = { isAnnounced(body: string): Promise<boolean>; readonly log: Log }

/**
 * Keeps the messages of an SQS event that we have sent. Any other is dropped with a security event, and costs no request. An opening
 * counts without an announcement: it is sent because the table does not answer.
 */
export async function ownMessages(
  event: unknown,
  { isAnnounced, log }: MessageDependencies,
): Promise<{ readonly Records: readonly unknown[] }> {
  const records = fieldOf(event, 'Records')
  if (!Array.isArray(records)) return { Records: [] }
  const own: unknown[] = []
  for (const record of records) {
    const body = fieldOf(record, 'body')
    const isOurs = typeof body === 'string' && (isOpening(body) || (await isAnnounced(body)))
    if (isOurs) own.push(record)
    else log({ event: 'security', refused: 'message_not_ours', check: null })
  }
  return { Records: own }
}

const isOpening = (body: string): boolean => fieldOf(parseJson(body), 'task') === 'opening'
