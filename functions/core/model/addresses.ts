import ipaddr from 'ipaddr.js'

/** One resolved address, in the shape that `net.connect` expects from a lookup. */
export type Address = { readonly address: string; readonly family: number }

/** Resolves a host name to every address that the system's resolver knows; `node:dns` in production. */
export type Resolve = (hostname: string) => Promise<readonly Address[]>

/** Addresses of the machine itself and of its metadata: in Lambda, its runtime and its credentials are behind them. */
export const ownMachine: readonly string[] = [
  '0.0.0.0/8',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '::/127',
  'fe80::/10',
  'fd00:ec2::/32',
]

/** Terms on which an address may be reached. */
export type ReachTerms = {
  /** CIDR ranges that the check allows beside public addresses. */
  readonly allowPrivate: readonly string[]
  /** CIDR ranges that no check may allow. */
  readonly neverReach?: readonly string[]
  /** True for TLS. */
  readonly secure: boolean
}

/**
 * Returns true if a probe may connect to an address. Global unicast is allowed. Every other range (loopback, private, link-local with
 * the metadata service, carrier NAT, NAT64, documentation, ...) needs the check's permission. Plain http needs it for every address.
 */
export function mayReach(address: string, options: ReachTerms): boolean {
  if (!ipaddr.isValid(address)) return false
  const parsed = ipaddr.process(address)
  if (options.neverReach?.some((range) => inRange(parsed, range))) return false
  const allowed = options.allowPrivate.some((range) => inRange(parsed, range))
  return allowed || (options.secure && isGlobal(parsed))
}

/** The part of IPv6 that has been allocated (RFC 4291 section 2.4). Outside of it, `::127.0.0.1` would count as unicast too. */
const allocated = '2000::/3'

function isGlobal(address: ipaddr.IPv4 | ipaddr.IPv6): boolean {
  return address.range() === 'unicast' && (address.kind() === 'ipv4' || inRange(address, allocated))
}

/** Parsed ranges of the config. Parsing one takes a tenth of the time of a probe on loopback. */
const ranges = new Map<string, ReturnType<typeof ipaddr.parseCIDR>>()

function inRange(address: ipaddr.IPv4 | ipaddr.IPv6, range: string): boolean {
  const [network, bits] = ranges.get(range) ?? ipaddr.parseCIDR(range)
  ranges.set(range, [network, bits])
  return network.kind() === address.kind() && address.match(network, bits)
}

/** A letter that no spelling of an address has, outside of IPv6. The parser throws for every name, which takes longer than this. */
const onlyInNames = /^[^:]*[g-wyz-][^:]*$/i

/** Returns true if a host without brackets is an address, in any spelling that the parser knows. */
export const isAddress = (host: string): boolean => !onlyInNames.test(host) && ipaddr.isValid(host)

/** Returns the literal address in a URL's host without brackets, or `null` for a name. Node calls no `lookup` for literals, so they are checked separately. */
export function literalAddress(hostname: string): string | null {
  const bare = hostname.replace(/^\[|\]$/g, '')
  return isAddress(bare) ? bare : null
}
