/** Counts what runs under each name, and keeps the highest count of any one. */
export type HighWater = { enter(name: string): void; leave(name: string): void; readonly highest: number }

export function highWater(): HighWater {
  const underWay = new Map<string, number>()
  let highest = 0
  const add = (name: string, change: number) => {
    const count = (underWay.get(name) ?? 0) + change
    underWay.set(name, count)
    highest = Math.max(highest, count)
  }
  return {
    enter: (name) => add(name, 1),
    leave: (name) => add(name, -1),
    get highest() {
      return highest
    },
  }
}

/** Highest memory of this process so far, in MiB. */
export function peakMemoryMib(): number {
  return process.resourceUsage().maxRSS / 1_024
}
