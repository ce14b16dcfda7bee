import { lookup, Resolver } from 'node:dns/promises'
import type { Address, Resolve } from '../../model/addresses.ts'

export const resolveWithSystem: Resolve = (hostname) => lookup(hostname, { all: true, verbatim: true })

const resolver = new Resolver({ timeout: 1_000, tries: 2 })

/** Asks the name servers of the machine for both families, past its hosts file. One family is enough. Holds no thread of libuv. */
export async function resolveDirectly(name: string): Promise<readonly Address[]> {
  const [four, six] = await Promise.allSettled([resolver.resolve4(name), resolver.resolve6(name)])
  const addresses = [...addressesIn(six, 6), ...addressesIn(four, 4)]
  if (addresses.length === 0) throw Object.assign(new Error('no address'), { code: 'ENODATA' })
  return addresses
}

function addressesIn(found: PromiseSettledResult<string[]>, family: number): readonly Address[] {
  return found.status === 'fulfilled' ? found.value.map((address) => ({ address, family })) : []
}
