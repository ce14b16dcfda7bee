import type { Due } from '../core/tick/tick.ts'

/** A request of CloudFormation to a custom resource. */
export type StackRequest = {
  readonly removing: boolean
  readonly dues: readonly Due[]
  /** A signed URL that works like a key until it expires: it is never logged. */
  readonly responseUrl: string
  /** Returned unchanged in the answer. */
  readonly ids: Readonly<Record<'StackId' | 'RequestId' | 'LogicalResourceId', string>>
}

/** Reads a request. CloudFormation sends every property as text, so the due ticks are JSON. */
export function parseCustomResource(event: unknown): StackRequest {
  const fields = fieldsOf(event)
  const text = (name: string): string => {
    const value = fields.get(name)
    if (typeof value !== 'string') throw new Error(`request of CloudFormation: expected the text field ${name}`)
    return value
  }
  return {
    removing: text('RequestType') === 'Delete',
    dues: JSON.parse(String(fieldsOf(fields.get('ResourceProperties')).get('Dues'))),
    responseUrl: text('ResponseURL'),
    ids: { StackId: text('StackId'), RequestId: text('RequestId'), LogicalResourceId: text('LogicalResourceId') },
  }
}

/** Attempts to answer. Without an answer, CloudFormation waits for its timeout and fails the deployment. */
const attempts = 3
const attemptMs = 5_000

/** Reports success to CloudFormation, with the result as the attribute `Result`. An answer may hold 4 KB. */
export async function answerCloudFormation({ responseUrl, ids }: StackRequest, result: string): Promise<void> {
  const reply = {
    Status: 'SUCCESS',
    PhysicalResourceId: 'first-tick',
    ...ids,
    Data: { Result: result.slice(0, 2_000) },
  }
  // As bytes: the URL is signed for a request without a content type, and fetch adds one to text.
  const body = Buffer.from(JSON.stringify(reply))
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    if (await put(responseUrl, body)) return
  }
  throw new Error(`CloudFormation did not accept the answer in ${attempts} attempts`)
}

async function put(url: string, body: Uint8Array<ArrayBuffer>): Promise<boolean> {
  try {
    const signal = AbortSignal.timeout(attemptMs)
    return (await fetch(url, { method: 'PUT', body, redirect: 'error', signal })).ok
  } catch {
    return false
  }
}

function fieldsOf(value: unknown): ReadonlyMap<string, unknown> {
  return new Map(typeof value === 'object' && value !== null ? Object.entries(value) : [])
}
