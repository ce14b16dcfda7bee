import type { RotatorSpec } from '../core/model/rotator-spec.ts'
import { cloudflare } from './rotators/cloudflare.ts'
import { entra } from './rotators/entra.ts'
import { launchdarkly } from './rotators/launchdarkly.ts'
import { linode } from './rotators/linode.ts'
import { okta } from './rotators/okta.ts'
import { slackConfig } from './rotators/slack-config.ts'
import { twilio } from './rotators/twilio.ts'
import { vaultAppRole, vaultToken } from './rotators/vault.ts'
import { vercel } from './rotators/vercel.ts'

/** Every provider whose credentials Tokenwatch rotates by its own calls. A new one needs one file, and one line here. */
export const rotatorSpecs: readonly RotatorSpec[] = [
  cloudflare,
  entra,
  launchdarkly,
  linode,
  okta,
  slackConfig,
  twilio,
  vaultAppRole,
  vaultToken,
  vercel,
]

/** Returns the spec of a name. Throws for an unknown one, which is a bug of ours: loading the config checks the names. */
export function rotatorSpecOf(name: string): RotatorSpec {
  const found = rotatorSpecs.find((spec) => spec.name === name)
  if (found === undefined) throw new Error(`no rotator is called ${name}`)
  return found
}
