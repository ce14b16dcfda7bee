import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import type { Deployment } from '../core/model/deployment.ts'

/**
 * Adds the config's certificate authorities to Node's for this process. Node parses the list once; a list on each connection would
 * be parsed each time.
 */
export function trustPrivateCa({ privateCa }: Deployment): void {
  if (privateCa !== null) setDefaultCACertificates([...getCACertificates('default'), privateCa])
}
