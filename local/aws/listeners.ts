/** Listeners to something. `add` returns the function that removes the listener. */
export type Listeners<T> = {
  readonly add: (listener: (item: T) => void) => () => void
  readonly tell: (item: T) => void
}

export function createListeners<T>(): Listeners<T> {
  const listeners = new Set<(item: T) => void>()
  return {
    add(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    tell(item) {
      for (const listener of [...listeners]) listener(item)
    },
  }
}
