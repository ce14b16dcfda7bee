/** Tag of a secret that names the hosts to which it may be sent. Its owner sets it, and no config can widen it. */
export const hostsTag = 'tokenwatch:hosts'

/** Hosts to which one secret may be sent, as its tag spells them: `api.acme.example .acme.example:8443`. */
export type HostBinding = string

/**
 * Returns true if every secret of a request may be sent to a URL. A name stands for one host, and a name that begins with a dot for every
 * host below it. Without a port it is the port of https. A tag that names no host allows none.
 */
export function isBoundTo(url: URL, bindings: readonly HostBinding[]): boolean {
  return bindings.every((binding) => binding.split(/[\s,]/).some((pattern) => pattern !== '' && fits(url, pattern)))
}

const httpsPort = '443'

function fits({ hostname, port, protocol }: URL, pattern: string): boolean {
  const [, name = '', wanted = httpsPort] = /(.*?)(?::(\d+))?$/.exec(pattern.toLowerCase()) ?? []
  const host = hostname.replace(/\.$/, '')
  const actual = port === '' ? (protocol === 'https:' ? httpsPort : '80') : port
  return actual === wanted && (name.startsWith('.') ? host.endsWith(name) : host === name)
}
