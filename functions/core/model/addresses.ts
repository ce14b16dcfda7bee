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
  return allowed || (options.secure && isGlobal(parsed))
}

/** All of IPv6 that was ever handed out (RFC 4291 section 2.4); outside of it `::127.0.0.1` would pass for unicast too. */
const handedOut = '2000::/3'

function isGlobal(address: ipaddr.IPv4 | ipaddr.IPv6): boolean {
  return address.range() === 'unicast' && (address.kind() === 'ipv4' || inRange(address, handedOut))
}

/** Ranges come from the config, so they are few; taking one apart costs a tenth of a whole probe on loopback. */
const ranges = new Map<string, ReturnType<typeof ipaddr.parseCIDR>>()

function inRange(address: ipaddr.IPv4 | ipaddr.IPv6, range: string): boolean {
  const [network, bits] = ranges.get(range) ?? ipaddr.parseCIDR(range)
  ranges.set(range, [network, bits])
  return network.kind() === address.kind() && address.match(network, bits)
}

/** The literal in a URL's host (brackets stripped), or null for a name. Node skips `lookup` for literals, so they are checked apart. */
export function literalAddress(hostname: string): string | null {
  const bare = hostname.replace(/^\[|\]$/g, '')
  return ipaddr.isValid(bare) ? bare : null
}
