import type { CostLine } from './cost-line.ts'
import type { Estimate } from './model.ts'

/** `$1.82`, or `$22.34 to $44.24`. */
export function dollars({ low, high }: Pick<CostLine, 'low' | 'high'>): string {
  const [from, to] = [low, high].map((amount) => `$${amount.toFixed(2)}`)
  return from === to ? `${from}` : `${from} to ${to}`
}

/** `$0.0356 to $0.0575 for each check` */
export function perCheck({ checks, low, high }: Estimate): string {
  const [from, to] = [low, high].map((amount) => `$${(amount / Math.max(1, checks)).toFixed(4)}`)
  return `${from === to ? from : `${from} to ${to}`} for each check`
}
