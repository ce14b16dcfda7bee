/**
 * Returns a list that begins one item later in each tick of its cadence: every item comes first within as many ticks as there are items.
 * `tick` is in epoch milliseconds.
 */
export function turned<Item>(items: readonly Item[], tick: number, everySeconds: number): readonly Item[] {
  const start = items.length === 0 ? 0 : Math.floor(tick / (everySeconds * 1_000)) % items.length
  return [...items.slice(start), ...items.slice(0, start)]
}
