/**
 * Token faults for a Node service without a change of its code: `NODE_OPTIONS=--import=tokenwatch/chaos/preload`, and an order: in the file
 * that `TOKENWATCH_CHAOS_FILE` names, which may come and go, or as JSON in `TOKENWATCH_CHAOS_ORDER`, as a Lambda function gets it with its
 * configuration. Until the order's own end, what goes out through undici's global dispatcher (the built-in fetch included) is struck. It does
 * not see `node:http`, so not the AWS SDK, and no client with an own Agent.
 */
import { readFile, stat } from 'node:fs/promises'
import { carryOut, parseOrder } from './order.ts'

const { TOKENWATCH_CHAOS_FILE: file, TOKENWATCH_CHAOS_ORDER: given } = process.env
const lookEveryMs = 250

/** Begins what a text orders; nothing where it orders nothing. */
function begin(text: string): () => void {
  const order = parseOrder(text)
  return order === null ? () => undefined : carryOut(order)
}

function follow(path: string): void {
  let readAt = 0
  let end = (): void => undefined
  const look = async (): Promise<void> => {
    const changedAt = await stat(path).then(
      ({ mtimeMs }) => mtimeMs,
      () => 0,
    )
    if (changedAt === readAt) return
    readAt = changedAt
    end()
    end = begin(await readFile(path, 'utf8').catch(() => ''))
  }
  const again = () => void look().finally(() => setTimeout(again, lookEveryMs).unref())
  again()
}

if (given !== undefined) begin(given)
if (file !== undefined) follow(file)
