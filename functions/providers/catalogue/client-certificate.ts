import { provider } from '../provider.ts'

/** A client certificate of mutual TLS, with its key. It is read; a host that requires it proves it. */
export const clientCertificate = provider({
  name: 'client-certificate',
  title: 'mTLS client certificate',
  category: 'generic',
  roles: { certificate: 'the certificate, in PEM', privateKey: 'its key, in PEM' },
  pem: true,
  options: {
    host: {
      kind: 'host',
      default: '',
      says: 'a host that requires the certificate; without it the certificate is only read, which proves nothing',
    },
  },
  question: { kind: 'certificate', url: 'https://{host}/' },
  rules: [],
  paths: {
    identity: 'subject',
    environment: null,
    scopes: null,
    expires: { at: 'expires', format: 'epoch_seconds' },
  },
  expirySource: 'certificate',
  scopes: null,
  cost: 'free',
  minimumSeconds: 1,
  settlesWithinSeconds: 0,
  rotation: { class: 'create_revoke', overlap: 'until the old one expires', by: 'hand' },
  runbook: null,
  traps: ['a certificate with the key of another certificate is malformed'],
  sources: {},
})
