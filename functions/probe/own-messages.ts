import { fieldOf } from '../core/model/field-of.ts'
import { parseJson } from '../core/model/json-field.ts'
import type { Log } from '../core/state/log.ts'

type MessageDependencies = {
  /** Resolves with null without an answer of the table. */
  isAnnounced(body: string): Promise<boolean | null>
  /** Id of the role of this function. */
  readonly ownRoleId: string
  /** Id of the role of `tick`. */
  readonly tickRoleId: string
  readonly log: Log
}

/**
 * Keeps the messages of an SQS event that we have sent. Any other is dropped with a security event, and costs no request. An opening has
 * no announcement, because it is sent while the table does not answer: it counts if SQS says that this function's role sent it. One that
 * is dropped costs a second page at most, and a forged one would cost the first. Without an answer of the table, a message counts if SQS
 * says that the role of `tick` sent it: it may find a dead token. A heartbeat does not, since it says that all is well.
 */
export async function ownMessages(
  event: unknown,
  { isAnnounced, ownRoleId, tickRoleId, log }: MessageDependencies,
): Promise<{ readonly Records: readonly unknown[] }> {
  const records = fieldOf(event, 'Records')
  if (!Array.isArray(records)) return { Records: [] }
  const own: unknown[] = []
  for (const record of records) {
    const body = fieldOf(record, 'body')
    const task = typeof body === 'string' ? fieldOf(parseJson(body), 'task') : null
    const isKnown =
      typeof body === 'string' && (task === 'opening' ? isSentBy(ownRoleId, record) : await isAnnounced(body))
    const isOurs = isKnown ?? isSentBy(tickRoleId, record)
    if (!isOurs) log({ event: 'security', refused: 'message_not_ours', check: null })
    else if (isKnown === null && task === 'heartbeat')
      log({ event: 'fault', where: 'heartbeat', code: 'not_verified', check: null })
    else own.push(record)
  }
  return { Records: own }
}

/**
 * Returns true for a message whose sender is a session of the role
 * (docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html, SenderId). Anybody chooses the name of a
 * session, and nobody the id of a role.
 */
function isSentBy(roleId: string, record: unknown): boolean {
  const sender = fieldOf(fieldOf(record, 'attributes'), 'SenderId')
  return typeof sender === 'string' && sender.split(':', 1)[0] === roleId
}
