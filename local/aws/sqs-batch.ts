import { z } from 'zod'
import { AwsRefusal } from './refusal.ts'

/** The entries of a batch request; how many there may be is refused in SQS's own words, by `refuseBadBatch`. */
export function batchOf<Entry extends z.ZodRawShape>(entry: Entry) {
  return z.strictObject({ QueueUrl: z.string(), Entries: z.array(z.strictObject({ Id: batchEntryId, ...entry })) })
}

const batchEntryId = z.string().regex(/^[\w-]{1,80}$/)

/** A batch is refused whole; a bad entry in a good batch only fails itself. */
export function refuseBadBatch(entries: readonly { readonly Id: string }[]): void {
  if (entries.length === 0)
    throw new AwsRefusal('EmptyBatchRequest', 'There should be at least one entry in the request.')
  if (entries.length > 10) {
    const message = `Maximum number of entries per request are 10. You have sent ${entries.length}.`
    throw new AwsRefusal('TooManyEntriesInBatchRequest', message)
  }
  if (new Set(entries.map(({ Id }) => Id)).size < entries.length) {
    throw new AwsRefusal('BatchEntryIdsNotDistinct', 'Id is repeated.')
  }
}

/** Does each entry on its own and tells which succeeded. */
export function eachOf<Entry extends { readonly Id: string }>(
  entries: readonly Entry[],
  perform: (entry: Entry) => object,
) {
  const results = entries.map((entry) => {
    try {
      return { succeeded: { Id: entry.Id, ...perform(entry) } }
    } catch (error) {
      if (!(error instanceof AwsRefusal)) throw error
      return { failed: { Id: entry.Id, SenderFault: true, Code: error.code, Message: error.message } }
    }
  })
  return {
    Successful: results.flatMap(({ succeeded }) => succeeded ?? []),
    Failed: results.flatMap(({ failed }) => failed ?? []),
  }
}
