import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { before, describe, it } from 'node:test'
import { region } from '../../local/aws/account.ts'
import { type Aws, startAws } from '../../local/aws/aws.ts'
import { aFolder, tokenwatch } from '../support/command-line.ts'
import { runModule } from '../support/run-module.ts'
import { hookLimit, keepOpen, type Product, startProduct } from '../support/stack.ts'

const configFor = (url: string) => `import { bearer, defineConfig, get, http, parameter } from 'tokenwatch'
const watch = (id) => http({ id, secret: parameter('/production/' + id), ping: get('${url}'), send: bearer(), assert: ["login == 'acme-bot'"], allowPrivate: ['127.0.0.0/8', '::1/128'], controls: false, impact: 'Nobody can order' })
export default defineConfig({ name: 'acme', environments: { production: {} }, checks: ['orders', 'plain', 'gone'].map(watch) })
`

describe('parameters on a laptop', { timeout: 120_000 }, () => {
  const keep = keepOpen()
  let aws: Aws
  let product: Product
  let cwd: string
  let token: string
  before(async () => {
    aws = keep(await startAws({ invokeRotation: async () => {} }))
    product = keep(await startProduct())
    cwd = keep(await aFolder()).path
    token = await product.mint()
    await writeFile(join(cwd, 'tokenwatch.config.ts'), configFor(`${product.api.url}/me`))
    aws.parameters.put('/production/orders', token, { type: 'SecureString' })
    aws.parameters.put('/production/plain', token, { type: 'String' })
  }, hookLimit)

  it('are read with the credentials of whoever checks', async () => {
    const { code, stdout } = await tokenwatch(['check', '--explain'], { cwd, env: aws.environment('a-person') })
    assert.equal(code, 1)
    assert.match(
      stdout,
      /production\/orders\n[\s\S]*?secret +\/production\/orders in Parameter Store: token\n[\s\S]*?version 1 of \S+\n/,
    )
    assert.match(stdout, /parameter \/production\/plain is no SecureString/)
    assert.match(stdout, /there is no parameter \/production\/gone/)
    assert.ok(!stdout.includes(token))
  })

  it('are read from a file of names and values instead', async () => {
    await writeFile(join(cwd, 'secrets.json'), JSON.stringify({ '/production/orders': token }))
    const args = ['check', 'production/orders', '--explain', '--secrets', 'secrets.json']
    const { code, stdout } = await tokenwatch(args, { cwd, env: {} })
    assert.equal(code, 0, stdout)
    assert.match(stdout, /\/production\/orders in the file secrets\.json: token/)
  })

  it('are read from the real account by npm start --aws', async () => {
    const file = new URL('../../local/real-account.ts', import.meta.url).href
    const script = `import { findRealAccount } from ${JSON.stringify(file)}
      const { environment } = await findRealAccount()
      console.log(environment.AWS_ENDPOINT_URL_SECRETS_MANAGER, environment.AWS_ENDPOINT_URL_SSM)`
    const key = { AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE', AWS_SECRET_ACCESS_KEY: 'of-a-person', AWS_REGION: region }
    const { stdout } = await runModule(script, key)
    assert.equal(stdout, `https://secretsmanager.${region}.amazonaws.com/ https://ssm.${region}.amazonaws.com/\n`)
  })
})
