/** The lab runs for days; what it remembers of the past does not grow with them. */
const rememberedItems = 10_000

/** Appends, and forgets the oldest beyond what the lab remembers. */
export function remember<T>(items: T[], item: T): void {
  items.push(item)
  if (items.length > rememberedItems) items.splice(0, items.length - rememberedItems)
}
