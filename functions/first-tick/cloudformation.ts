import type { Due } from '../core/tick/tick.ts'

/** What CloudFormation asks of a custom resource. */
export type StackRequest = {
  readonly removing: boolean
  readonly dues: readonly Due[]
  /** Signed, and as good as a key until it expires: it is never logged. */
  readonly responseUrl: string
  /** Handed back as they came. */
  readonly ids: Readonly<Record<'StackId' | 'RequestId' | 'LogicalResourceId', string>>
}

/** Reads a request; every property arrives as text, so the dues are JSON. */
export function parseRequest(event: unknown): StackRequest {
  const fields = fieldsOf(event)
  const text = (name: string): string => {
    const value = fields.get(name)
    if (typeof value !== 'string') throw new Error(`a request of CloudFormation has a ${name}`)
    return value
  }
  return {
    removing: text('RequestType') === 'Delete',
    dues: JSON.parse(String(fieldsOf(fields.get('ResourceProperties')).get('Dues'))),
    responseUrl: text('ResponseURL'),
    ids: { StackId: text('StackId'), RequestId: text('RequestId'), LogicalResourceId: text('LogicalResourceId') },
  }
}

/** Attempts to tell CloudFormation, which otherwise waits until its time is over and fails the deployment. */
const attempts = 3
const attemptMs = 5_000

/** Tells CloudFormation that all is well, with the result as the attribute `Result`; an answer holds 4 KB at most. */
export async function answer({ responseUrl, ids }: StackRequest, result: string): Promise<void> {
  const notified = {
    Status: 'SUCCESS',
    PhysicalResourceId: 'first-tick',
    ...ids,
    Data: { Result: result.slice(0, 2_000) },
  }
  // As bytes, since the address is signed for a request without a content type.
  const body = Buffer.from(JSON.stringify(notified))
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    if (await put(responseUrl, body)) return
  }
  throw new Error('CloudFormation does not take the answer')
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
