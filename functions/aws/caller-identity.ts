import { Sha256 } from '@smithy/core/checksum'
import { SignatureV4 } from '@smithy/signature-v4'
import { Credential } from '../core/model/credential.ts'
import type { Canary } from '../core/model/own-check.ts'
import type { PingRequest } from '../core/model/question.ts'
import type { CanaryTarget } from '../core/watchdog/canary.ts'
import { defaultProvider } from './environment-credentials.ts'

/** Address ranges of VPC endpoints. A signature is valid for one host only, so another host there could not use it. */
const privateRanges = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', 'fc00::/7']
const loopback = ['127.0.0.0/8', '::1/128']

/** Domains of AWS by partition (docs.aws.amazon.com/general/latest/gr/sts.html). */
const suffixes: ReadonlyMap<string, string> = new Map([['aws-cn', 'amazonaws.com.cn']])

/** Returns STS in the function's Region, or the address in the SDK's own variable (`AWS_ENDPOINT_URL_STS`). */
export function callerIdentityTarget(
  place: { readonly accountId: string; readonly region: string; readonly partition: string },
  override: string | undefined,
): CanaryTarget {
  const { accountId, region, partition } = place
  if (override !== undefined) return { url: new URL(override).href, allowPrivate: loopback, accountId }
  const url = `https://sts.${region}.${suffixes.get(partition) ?? 'amazonaws.com'}/`
  return { url, allowPrivate: privateRanges, accountId }
}

/** Signs requests to STS with the credentials of the function's role. For the known-bad canary, the last digit of the signature is changed. */
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
    // The signer puts spaces behind its commas, and a credential's value must hold none.
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

/** Changes the last digit and nothing else, so that STS refuses the signature and nothing else. */
function broken(signature: string): string {
  return `${signature.slice(0, -1)}${signature.endsWith('0') ? '1' : '0'}`
}
