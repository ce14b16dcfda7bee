import ipaddr from 'ipaddr.js'

/** A range of which no address is public, so that allowing it by name allows nothing else. */
export function isPrivateRange(cidr: string): boolean {
  const [address, bits] = cidr.split('/')
  if (address === undefined || bits === undefined || !ipaddr.isValidCIDR(cidr)) return false
  const family = ipaddr.IPv4.isValid(address) ? ipaddr.IPv4 : ipaddr.IPv6
  const first = family.networkAddressFromCIDR(cidr).range()
  return first !== 'unicast' && first === family.broadcastAddressFromCIDR(cidr).range()
}

/**
 * Why this URL may not be asked; undefined where it may. Judges what is written: names are resolved, and judged again,
 * when the probe connects.
 */
export function addressFault(url: URL, allowPrivate: readonly string[]): string | undefined {
  const address = literalAddress(url.hostname)
  const allowed = address !== undefined && isInside(address, allowPrivate)
  if (address !== undefined && address.range() !== 'unicast' && !allowed)
    return `the host is ${address.toString()}, which is not public (${address.range()}): name its range in allowPrivate if it is meant`
  if (url.protocol === 'https:' || allowed) return undefined
  if (address === undefined && allowPrivate.length > 0) return undefined
  return 'expected https: plain http is possible only to addresses that allowPrivate names'
}

/** Whether a host can only be on the internet: a public address, or a name for which no private range is allowed. */
export function isPublicOnly(url: URL, allowPrivate: readonly string[]): boolean {
  const address = literalAddress(url.hostname)
  return address === undefined ? allowPrivate.length === 0 : address.range() === 'unicast'
}

/** `localhost` never leaves the machine, whatever a resolver says. */
function literalAddress(hostname: string): ipaddr.IPv4 | ipaddr.IPv6 | undefined {
  const host = hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '')
  if (host === 'localhost' || host.endsWith('.localhost')) return ipaddr.process('127.0.0.1')
  return ipaddr.isValid(host) ? ipaddr.process(host) : undefined
}

function isInside(address: ipaddr.IPv4 | ipaddr.IPv6, ranges: readonly string[]): boolean {
  const allowed = ranges.map((range) => ipaddr.parseCIDR(range))
  return ipaddr.subnetMatch(address, { allowed }, 'no') === 'allowed'
}
