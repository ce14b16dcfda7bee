import { valueFor } from '../recognition/made-values.ts'
import { type ScannedAccount, startScannedAccount } from './scanned-account.ts'

/** Clock of the account that the README shows. */
export const demoNow = Date.parse('2026-11-30T12:00:00Z')

const dayMs = 86_400_000

/** A JWT that nobody signed and that ends in so many days. */
function sessionFor(days: number): string {
  const claims = { sub: 'bot', exp: Math.floor(demoNow / 1_000) + days * 86_400 }
  return [{ alg: 'HS256' }, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .concat('c2lnbmF0dXJl')
    .join('.')
}

/** The account of a small company: what died, what ends, what is shared, what nobody reads, and what is no credential. */
export async function startDemoAccount(): Promise<ScannedAccount> {
  const account = await startScannedAccount()
  const { secretsManager, cloudTrail } = account.aws
  const put = (days: number, name: string, value: string, tags: Readonly<Record<string, string>> = {}) => {
    account.setNow(demoNow - days * dayMs)
    secretsManager.put(name, value, { tags })
  }
  const dead = valueFor('github.token', 901)
  const mail = valueFor('sendgrid.token', 902)
  put(420, 'production/design/figma', valueFor('figma.token', 903), { team: 'web' })
  put(30, 'production/ci/github', dead, { team: 'platform' })
  put(30, 'production/mail', mail, { team: 'payments' })
  put(30, 'staging/mail', mail)
  put(20, 'production/billing/stripe', valueFor('stripe.token', 904), { team: 'payments' })
  put(20, 'production/partners/session', sessionFor(5))
  put(20, 'production/reports/session', sessionFor(60))
  put(20, 'production/search/session', sessionFor(200))
  put(
    20,
    'production/infra',
    JSON.stringify({
      PULUMI_ACCESS_TOKEN: valueFor('pulumi.token', 905),
      DOPPLER_TOKEN: valueFor('doppler.token', 906),
    }),
  )
  put(
    20,
    'production/db',
    JSON.stringify({ engine: 'postgres', host: 'db.acme.example', username: 'app', password: 'made-up-of-words' }),
  )
  put(20, 'production/signing', 'b3f1c29d7a6e4f50812c9d3e7f6a1b2c4d5e6f708192a3b4c5d6e7f8091a2b3c')
  cloudTrail.show({
    at: demoNow - dayMs,
    roleArn: 'arn:aws:iam::123456789012:role/ci',
    secretId: 'production/ci/github',
  })
  account.setNow(demoNow)
  account.lab.kill(dead)
  return account
}
