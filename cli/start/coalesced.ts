/** Runs `act` once for all requests within `everyMs`, the last one included. */
export function coalesced(everyMs: number, act: () => void): { ask(): void; stop(): void } {
  let timer: NodeJS.Timeout | undefined
  return {
    ask() {
      timer ??= setTimeout(() => {
        timer = undefined
        act()
      }, everyMs)
    },
    stop: () => clearTimeout(timer),
  }
}
