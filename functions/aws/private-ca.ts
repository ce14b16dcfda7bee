import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import type { Deployment } from '../core/model/deployment.ts'

/**
 * Trusts the config's own authorities besides Node's, in this process and from now on. Node keeps the list parsed; handing it to
 * each connection instead would cost every one of them the reading of all certificates.
 */
export function trustPrivateCa({ privateCa }: Deployment): void {
  if (privateCa !== null) setDefaultCACertificates([...getCACertificates('default'), privateCa])
}
