import { generate, type SelfsignedOptions } from 'selfsigned'

/** A PEM key with its PEM certificate, as `tls` options spell them. */
export type Certificate = { readonly key: string; readonly cert: string }

/** Certificates of a made-up authority: with `ca.cert` trusted, only `valid` holds for `localhost` and `127.0.0.1`. */
export type Certificates = {
  readonly ca: Certificate
  readonly valid: Certificate
  /** Right name and authority, expired yesterday. */
  readonly expired: Certificate
  /** Right authority, for the name `elsewhere.example`. */
  readonly wrongName: Certificate
  /** Right name, self-signed. */
  readonly selfSigned: Certificate
}

type Extensions = NonNullable<SelfsignedOptions['extensions']>

const dayMs = 86_400_000

const authority: Extensions = [
  { name: 'basicConstraints', cA: true, critical: true },
  { name: 'keyUsage', keyCertSign: true, critical: true },
]

const localhost: Extensions = [
  {
    name: 'subjectAltName',
    altNames: [
      { type: 2, value: 'localhost' },
      { type: 7, ip: '127.0.0.1' },
    ],
  },
]

const elsewhere: Extensions = [{ name: 'subjectAltName', altNames: [{ type: 2, value: 'elsewhere.example' }] }]

/** Makes all certificates. Takes a few dozen milliseconds. */
export async function makeCertificates(): Promise<Certificates> {
  const daysAgo = (days: number) => new Date(Date.now() - days * dayMs)
  const ca = await makeCertificate('Test authority', { extensions: authority })
  const lastWeek = { notBeforeDate: daysAgo(7), notAfterDate: daysAgo(1) }
  return {
    ca,
    valid: await makeCertificate('localhost', { ca, extensions: localhost }),
    expired: await makeCertificate('localhost', { ca, extensions: localhost, ...lastWeek }),
    wrongName: await makeCertificate('elsewhere.example', { ca, extensions: elsewhere }),
    selfSigned: await makeCertificate('localhost', { extensions: localhost }),
  }
}

/** Certificates for `localhost` by one authority, each with a fault that OpenSSL refuses. */
export async function makeFaultyCertificates() {
  const rsa = { keyType: 'rsa', keySize: 2_048 } as const
  const ca = await makeCertificate('Test authority', { ...rsa, extensions: authority })
  const make = (options: SelfsignedOptions) =>
    makeCertificate('localhost', { ...rsa, ca, extensions: localhost, ...options })
  const tomorrow = { notBeforeDate: new Date(Date.now() + dayMs), notAfterDate: new Date(Date.now() + 7 * dayMs) }
  const notAnAuthority = await make({})
  return {
    ca,
    weakKey: await make({ keySize: 1_024 }),
    sha1: await make({ algorithm: 'sha1' }),
    forClients: await make({ extensions: [...localhost, { name: 'extKeyUsage', clientAuth: true }] }),
    forMail: await make({ extensions: [...localhost, { name: 'extKeyUsage', emailProtection: true }] }),
    notYet: await make(tomorrow),
    byNoAuthority: withChain(await make({ ca: notAnAuthority }), notAnAuthority),
  }
}

const withChain = ({ key, cert }: Certificate, issuer: Certificate): Certificate => ({
  key,
  cert: `${cert}\n${issuer.cert}`,
})

async function makeCertificate(commonName: string, options: SelfsignedOptions): Promise<Certificate> {
  const subject = [{ name: 'commonName', value: commonName }]
  const made = await generate(subject, { keyType: 'ec', algorithm: 'sha256', ...options })
  return { key: made.private, cert: made.cert }
}

/** A certificate for these hosts, and its authority, for servers that stand in for real ones. */
export async function makeCertificateFor(
  hosts: readonly string[],
): Promise<{ readonly ca: Certificate; readonly server: Certificate }> {
  const ca = await makeCertificate('Test authority', { extensions: authority })
  const altNames = hosts.map((value) => ({ type: 2, value }) as const)
  return {
    ca,
    server: await makeCertificate('stand-in', { ca, extensions: [{ name: 'subjectAltName', altNames }] }),
  }
}
