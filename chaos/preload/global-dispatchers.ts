import type { Dispatcher } from 'undici'

/**
 * Places of a process for its global dispatcher. undici 8 has one of its own; in the place of earlier versions, and of Node's built-in fetch,
 * it puts a wrapper around the same dispatcher.
 */
const [current, earlier] = [Symbol.for('undici.globalDispatcher.2'), Symbol.for('undici.globalDispatcher.1')]

const lookAgainMs = 250

type WrapperClass = new (dispatcher: Dispatcher) => Dispatcher

/** Loads Node's own undici, which a process does at its first fetch, and then the undici of the service, if it has one. */
export async function loadDispatchers(): Promise<void> {
  // Node defines these classes by getters that load them.
  if (typeof Response === 'function') await import('undici').catch(() => undefined)
}

/** Composes an interceptor into every global dispatcher, also into one that is set later. Returns a function that takes it out again. */
export function interceptGlobally(interceptor: Dispatcher.DispatcherComposeInterceptor): () => void {
  const taken = new Map<symbol, { readonly plain: Dispatcher; readonly ours: Dispatcher }>()
  const take = (place: symbol, compose: (plain: Dispatcher) => Dispatcher) => {
    const plain: unknown = Reflect.get(globalThis, place)
    if (!isDispatcher(plain) || plain === taken.get(place)?.ours) return
    const ours = compose(plain)
    Reflect.set(globalThis, place, ours)
    taken.set(place, { plain, ours })
  }
  const takeAll = () => {
    take(current, (plain) => plain.compose(interceptor))
    const wrapped = taken.get(current)?.ours
    take(earlier, (plain) => {
      const Wrapper = wrapperOf(plain)
      // A handler of an earlier version has another shape, which only the wrapper translates.
      return Wrapper === null || wrapped === undefined ? plain.compose(interceptor) : new Wrapper(wrapped)
    })
  }
  takeAll()
  const timer = setInterval(takeAll, lookAgainMs).unref()
  return () => {
    clearInterval(timer)
    for (const [place, { plain, ours }] of taken)
      if (Reflect.get(globalThis, place) === ours) Reflect.set(globalThis, place, plain)
  }
}

function isDispatcher(value: unknown): value is Dispatcher {
  return typeof value === 'object' && value !== null && 'compose' in value && 'dispatch' in value
}

/** Returns the class of a wrapper; `null` for a dispatcher that takes handlers of earlier versions itself. */
function wrapperOf(dispatcher: Dispatcher): WrapperClass | null {
  const made: unknown = dispatcher.constructor
  return isWrapperClass(made) ? made : null
}

function isWrapperClass(made: unknown): made is WrapperClass {
  return typeof made === 'function' && 'wrapHandler' in made
}
