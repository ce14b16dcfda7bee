import { lookup } from 'node:dns/promises'
import ipaddr from 'ipaddr.js'

/** One resolved address, in the shape that `net.connect` wants from a lookup. */
export type Address = { readonly address: string; readonly family: number }

/** Resolves a host name to every address that the system's resolver knows; `node:dns` in production. */
export type Resolve = (hostname: string) => Promise<readonly Address[]>

export const resolveWithSystem: Resolve = (hostname) => lookup(hostname, { all: true, verbatim: true })

/**
 * Whether a probe may talk to an address. Global unicast is fine; every other range (loopback, private, link-local with
 * the metadata service, carrier NAT, NAT64, documentation, ...) only where the check allows it by name. Plain http goes to allowed
 * ranges alone.
 */
export function mayReach(address: string, options: { allowPrivate: readonly string[]; secure: boolean }): boolean {
  if (!ipaddr.isValid(address)) return false
  const parsed = ipaddr.process(address)
  const allowed = options.allowPrivate.some((range) => inRange(parsed, range))
  return allowed || (options.secure && parsed.range() === 'unicast')
}

function inRange(address: ipaddr.IPv4 | ipaddr.IPv6, range: string): boolean {
  const [network, bits] = ipaddr.parseCIDR(range)
  return network.kind() === address.kind() && address.match(network, bits)
}

/** The literal in a URL's host (brackets stripped), or null for a name. Node skips `lookup` for literals, so they are checked apart. */
export function literalAddress(hostname: string): string | null {
  const bare = hostname.replace(/^\[|\]$/g, '')
  return ipaddr.isValid(bare) ? bare : null
}
