/**
 * Injects token faults into a Node service without a code change: `NODE_OPTIONS=--import=tokenwatch/chaos/preload`. The order stands in the
 * file that `TOKENWATCH_CHAOS_FILE` names, which may appear and disappear, or as JSON in `TOKENWATCH_CHAOS_ORDER`, as for a Lambda function.
 * Until the order ends, it acts on requests through undici's global dispatcher, which includes the built-in fetch. It does not see
 * `node:http`, and so not the AWS SDK, nor any client with its own Agent. Without an order, it leaves the dispatchers of the service alone.
 */
import { followFile } from './follow.ts'
import { loadDispatchers } from './global-dispatchers.ts'
import { carryOut, parseOrder } from './order.ts'

const { TOKENWATCH_CHAOS_FILE: file, TOKENWATCH_CHAOS_ORDER: given } = process.env

/** Begins the order in a text, if there is a valid one. Returns a function that ends it. */
function begin(text: string): () => void {
  const order = parseOrder(text)
  return order === null ? () => undefined : carryOut(order)
}

if (given !== undefined || file !== undefined) await loadDispatchers()
if (given !== undefined) begin(given)
if (file !== undefined) followFile(file, begin)
