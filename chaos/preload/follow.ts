import { readFile, stat } from 'node:fs/promises'
import type { Injection } from '../injectors/injection.ts'
import { armFrom, parseOrder } from './order.ts'

const orderLookMs = 250

/** Begins the order in a file whenever the file changes, and ends the earlier one. The file may appear and disappear. */
export function followFile(path: string, begin: (text: string) => () => void): void {
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
  const again = () => void look().finally(() => setTimeout(again, orderLookMs).unref())
  again()
}

/**
 * Arms an injection by the orders in a file, so that a run can inject at an interceptor: `followOrders(injection, file)`. An order that has
 * ended or that cannot be read injects nothing.
 */
export function followOrders(injection: Injection, file: string): void {
  followFile(file, (text) => {
    const order = parseOrder(text)
    if (order !== null) armFrom(order, injection)
    return () => injection.disarm('removed')
  })
}
