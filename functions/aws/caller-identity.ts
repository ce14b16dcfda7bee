import { Sha256 } from '@smithy/core/checksum'
import { SignatureV4 } from '@smithy/signature-v4'
import { Credential } from '../core/model/credential.ts'
import type { Canary } from '../core/model/own-check.ts'
import type { PingRequest } from '../core/model/question.ts'
import type { CanaryTarget } from '../core/watchdog/canary.ts'
import { defaultProvider } from './environment-credentials.ts'

/** Where a VPC endpoint may have its address; a signature is good for one host only, so that nobody else there could use it. */
const privateRanges = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', 'fc00::/7']
const loopback = ['127.0.0.0/8', '::1/128']

/** Domains of AWS by partition (docs.aws.amazon.com/general/latest/gr/sts.html). */
const suffixes: ReadonlyMap<string, string> = new Map([['aws-cn', 'amazonaws.com.cn']])

/** STS in the function's Region, or what the SDK's own variable names in its place. */
export function callerIdentityTarget(
  place: { readonly accountId: string; readonly region: string; readonly partition: string },
  override: string | undefined,
): CanaryTarget {
  const { accountId, region, partition } = place
  if (override !== undefined) return { url: new URL(override).href, allowPrivate: loopback, accountId }
  const url = `https://sts.${region}.${suffixes.get(partition) ?? 'amazonaws.com'}/`
  return { url, allowPrivate: privateRanges, accountId }
}

/** Signs requests to STS with the credentials of the function's role; those of the known-bad canary are broken in their last digit. */
export function openSigner() {
  const region = process.env['AWS_REGION'] ?? ''
  const signer = new SignatureV4({
    service: 'sts',
    region,
    credentials: defaultProvider(),
    sha256: Sha256,
    applyChecksum: false,
  })
  return async ({ method, url, headers, body }: PingRequest, canary: Canary): Promise<Credential> => {
    const { protocol, hostname, host, pathname: path } = new URL(url)
    const unsigned = { protocol, hostname, path, method, body, headers: { ...headers, host }, query: {} }
    const { headers: signed } = await signer.sign(unsigned)
    const [, parts = ''] = /^AWS4-HMAC-SHA256 (.*)$/.exec(signed['authorization'] ?? '') ?? []
    // Written without the spaces that the signer puts behind its commas, which a header's value of ours must not hold.
    const signature = parts.replaceAll(' ', '')
    return new Credential(
      {
        signature: canary === 'known-good' ? signature : broken(signature),
        date: signed['x-amz-date'] ?? '',
        session: signed['x-amz-security-token'] ?? '',
      },
      canary,
    )
  }
}

/** Another last digit, and all else as it was: what STS refuses is the signature alone. */
function broken(signature: string): string {
  return `${signature.slice(0, -1)}${signature.endsWith('0') ? '1' : '0'}`
}
