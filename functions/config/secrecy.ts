/**
 * Keeps credentials out of configs and out of messages about configs. A value is refused by the shapes that providers document, so that
 * nothing harmless is refused. A value is shown only if it does not look random, so that nothing harmful is shown.
 */

import { joinedLine } from '../core/model/unseen.ts'

/** Shapes of credentials by issuer. A pattern may match anywhere in a string, so each is long enough to exclude accidents. */
const shapes: readonly (readonly [issuer: string, pattern: RegExp])[] = [
  ['a GitHub token', /gh[opusr]_[A-Za-z0-9]{16,}|github_pat_\w{16,}/],
  ['a GitLab token', /gl(?:pat|oas|dt|rt|cbt|ptt|ft|imt|agent|soat|ffct)-[\w-]{16,}/],
  ['a Slack token', /xox[abcdeoprs]-[\w-]{10,}|xapp-[\w-]{10,}/],
  ['a Slack webhook', /hooks\.slack\.com\/services\/\w+\/\w+/],
  ['an API key', /(?<![A-Za-z0-9])sk-(?=[\w-]*\d)(?=[\w-]*[A-Z])[\w-]{16,}/],
  ['a Stripe key', /(?:sk|rk|whsec)_(?:live_|test_)?[A-Za-z0-9]{16,}/],
  ['an AWS access key', /(?<![A-Z0-9])(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Z0-9])/],
  ['a Google key', /AIza[\w-]{30,}|ya29\.[\w-]{16,}|GOCSPX-[\w-]{16,}/],
  ['a JWT', /eyJ[\w-]{8,}\.[\w-]{4,}|eyJ[\w-]{30,}/],
  ['a private key', /-----BEGIN [A-Z ]*PRIVATE KEY/],
  ['an npm token', /npm_[A-Za-z0-9]{30,}/],
  ['a Docker token', /dckr_[po]at_[\w-]{16,}/],
  ['a SendGrid key', /SG\.[\w-]{16,}\.[\w-]{16,}/],
  ['a HashiCorp token', /hv[sbr]\.[\w-]{20,}|\w{14}\.atlasv1\.[\w-]{30,}/],
  ['an Atlassian token', /ATATT3[\w=-]{30,}/],
  ['a DigitalOcean token', /do[opr]_v1_[a-f0-9]{32,}/],
  ['a Hugging Face token', /hf_[A-Za-z0-9]{30,}/],
  ['a Shopify token', /shp(?:at|ca|pa|ss)_[a-fA-F0-9]{30,}/],
  ['a Databricks token', /dapi[a-f0-9]{32}/],
  ['a Figma token', /fig[dour]_[\w-]{30,}/],
  ['a Linear key', /lin_(?:api|oauth)_\w{30,}/],
  ['a Sentry token', /sntry[su]_[\w=+/-]{30,}/],
  ['a Postman key', /PMAK-[a-f0-9]{20,}/],
  ['an authorization header', /^(?:Bearer|Basic|Token|token) [^\s]{16,}$/],
]

const anyShape = new RegExp(shapes.map(([, pattern]) => pattern.source).join('|'))

/** Returns the kind of credential in a text, such as `a GitHub token`; `undefined` for no known shape. */
export function credentialIn(text: string): string | undefined {
  return anyShape.test(text) ? shapes.find(([, pattern]) => pattern.test(text))?.[0] : undefined
}

/** Names of headers that carry a credential, whatever their value looks like. */
const secretHeader =
  /authorization|cookie|token|secret|passw|credential|signature|session|(?:api|app|application|access|auth|account|subscription|private|functions)-?key/i

/** Returns true for the name of a header that carries a credential. */
export function isSecretHeader(name: string): boolean {
  return secretHeader.test(name)
}

const secretParameters = new Set(
  'token key secret password passwd pwd pass auth authorization sig signature jwt bearer session credential credentials'.split(
    ' ',
  ),
)
const secretParameter =
  /(?:access|api|app|auth|client|id|oauth|private|refresh|secret|security|session|subscription|user)[-_.]?(?:token|key|secret|password)|signature|credential/i

/** Returns true for the name of a query parameter that carries a credential, such as `access_token` or `X-Amz-Signature`. */
export function isSecretParameter(name: string): boolean {
  return secretParameters.has(name.toLowerCase()) || secretParameter.test(name)
}

/** Long and mixed text, as tokens are and words are not, or a UUID, which some providers issue as keys. */
const looksRandom = /(?=[A-Za-z0-9_+=-]*\d)[A-Za-z0-9_+=]{20,}|[A-Za-z0-9]{28,}|[a-f0-9]{8}-[a-f0-9]{4}-[a-f0-9]{4}-/i

/** Returns a name that may be repeated to the user; `undefined` for anything that may be a secret in the wrong place. */
export function shown(name: string): string | undefined {
  const plain = /^[A-Za-z0-9_][A-Za-z0-9_./ -]{0,62}$/.test(name)
  return plain && !looksRandom.test(name) && credentialIn(name) === undefined ? name : undefined
}

/** Returns the first line of foreign text, such as an exception's message, without anything that may be a secret. */
export function withoutSecrets(text: string): string {
  const [line = ''] = text.slice(0, 2_000).split('\n', 1)
  const words = joinedLine(line).split(/([\s"'`:,;()[\]{}/]+)/)
  const clean = words.map((word) => (looksRandom.test(word) || credentialIn(word) !== undefined ? '[hidden]' : word))
  return clean.join('').slice(0, 300)
}
