import type { Address, Resolve } from '../../model/addresses.ts'
import { hostLimits } from '../../state/host-limits.ts'
import { resolveDirectly, resolveWithSystem } from './resolve.ts'

/**
 * Look-ups of the system's resolver at once. Each holds one of four threads of libuv until it ends, and the threads also serve the calls
 * to AWS (nodejs.org/api/dns.html, "Implementation considerations").
 */
const threads = 2

/** Time after which a name is also asked for without a thread. */
const secondLookupAfterMs = 500

export type Resolvers = {
  /** Knows everything that the machine knows, such as its hosts file. Holds a thread. */
  readonly system: Resolve
  /** Asks the name servers. Holds no thread. */
  readonly direct: Resolve
}

/**
 * Makes a resolver in which a name that hangs costs only its own host. Look-ups of one name are one look-up. If it does not end in time,
 * or finds no thread, the name servers are asked beside it, and the first that knows the name decides.
 */
export function openNames({ system, direct }: Resolvers): Resolve {
  const limits = hostLimits({ total: threads, perHost: 1 })
  const running = new Map<string, Promise<readonly Address[]>>()
  const asked = (name: string) => {
    const known = running.get(name)
    if (known !== undefined) return known
    const lookup = limits.run(name, () => system(name)).finally(() => running.delete(name))
    running.set(name, lookup)
    return lookup
  }
  const directly = shared(direct)
  return (name) => firstToKnow(asked(name), () => directly(name))
}

/** Makes calls for one name at a time one call. */
function shared(resolve: Resolve): Resolve {
  const running = new Map<string, Promise<readonly Address[]>>()
  return (name) => {
    const lookup = running.get(name) ?? resolve(name).finally(() => running.delete(name))
    running.set(name, lookup)
    return lookup
  }
}

/** The first look-up decides if it ends in time. If the second does not know the name, the first is waited for: it may know more. */
function firstToKnow(
  first: Promise<readonly Address[]>,
  second: () => Promise<readonly Address[]>,
): Promise<readonly Address[]> {
  const { promise, resolve, reject } = Promise.withResolvers<readonly Address[]>()
  const timer = setTimeout(() => second().then(resolve, () => undefined), secondLookupAfterMs)
  first.then(resolve, reject).finally(() => clearTimeout(timer))
  return promise
}

/** The resolver of the process: its threads are shared by all networks. */
export const resolveName: Resolve = openNames({ system: resolveWithSystem, direct: resolveDirectly })
