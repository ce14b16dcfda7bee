import ipaddr from 'ipaddr.js'
import { isAddress, ownMachine } from '../core/model/addresses.ts'

/** Returns true for a CIDR range without any public address. */
export function isPrivateRange(cidr: string): boolean {
  const [address, bits] = cidr.split('/')
  if (address === undefined || bits === undefined || !ipaddr.isValidCIDR(cidr)) return false
  const family = ipaddr.IPv4.isValid(address) ? ipaddr.IPv4 : ipaddr.IPv6
  const first = family.networkAddressFromCIDR(cidr).range()
  return first !== 'unicast' && first === family.broadcastAddressFromCIDR(cidr).range()
}

/**
 * Returns why a URL may not be asked, or `undefined` if it may. Judges the written host; the probe resolves names and judges again when it
 * connects.
 */
export function addressFault(url: URL, allowPrivate: readonly string[]): string | undefined {
  const address = literalAddress(url.hostname)
  const allowed = address !== undefined && isInside(address, allowPrivate)
  if (address !== undefined && address.range() !== 'unicast' && !allowed)
    return `the host is ${address.toString()}, which is not public (${address.range()}): name its range in allowPrivate if it is intended${exampleFor(address)}`
  if (url.protocol === 'https:' || allowed) return undefined
  if (address === undefined && allowPrivate.length > 0) return undefined
  return 'expected https: plain http is allowed only to addresses in allowPrivate'
}

/** Shows the range of this machine. Other private addresses are parts of networks that only their owners know. */
function exampleFor(address: ipaddr.IPv4 | ipaddr.IPv6): string {
  if (address.range() !== 'loopback') return ''
  return `, such as allowPrivate: ['${address.kind() === 'ipv6' ? '::1/128' : '127.0.0.0/8'}']`
}

/** Returns true if a host must be on the internet: a public address, or a name without an allowed private range. */
export function isPublicOnly(url: URL, allowPrivate: readonly string[]): boolean {
  const address = literalAddress(url.hostname)
  return address === undefined ? allowPrivate.length === 0 : address.range() === 'unicast'
}

/** Parses a host that is an address. `localhost` counts as one: it never leaves the machine, whatever a resolver says. */
function literalAddress(hostname: string): ipaddr.IPv4 | ipaddr.IPv6 | undefined {
  const host = hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '')
  if (host === 'localhost' || host.endsWith('.localhost')) return ipaddr.process('127.0.0.1')
  return isAddress(host) ? ipaddr.process(host) : undefined
}

function isInside(address: ipaddr.IPv4 | ipaddr.IPv6, ranges: readonly string[]): boolean {
  const allowed = ranges.map((range) => ipaddr.parseCIDR(range))
  return ipaddr.subnetMatch(address, { allowed }, 'no') === 'allowed'
}

/** Returns true if a CIDR range has an address of the machine itself, its metadata included. */
export function coversOwnMachine(cidr: string): boolean {
  const [address, bits] = ipaddr.parseCIDR(cidr)
  return ownMachine.some((range) => {
    const [own, ownBits] = ipaddr.parseCIDR(range)
    // Two ranges have a common address if they are equal in the bits that both fix.
    return own.kind() === address.kind() && address.match(own, Math.min(bits, ownBits))
  })
}
