import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { allowInOutput, guardStream, holdsSecret } from '../../functions/aws/guarded-output.ts'
import { Credential } from '../../functions/core/model/credential.ts'
import { isRecognizableSecret } from '../../functions/core/model/live-secrets.ts'
import { echoes, hiddenEchoes, issuedValue } from '../support/echoes.ts'
import { fc, runsOf } from '../support/property.ts'
import { runModule } from '../support/run-module.ts'

/** Guards a stream that keeps what it gets. */
function guarded() {
  const written: string[] = []
  const stream = { write: (text: string) => written.push(text) > 0 }
  const { flush } = guardStream(stream)
  return { write: (text: string | Uint8Array) => stream.write(text as string), flush, text: () => written.join('') }
}

const alarm = /"event":"security","refused":"secret_in_output"/

/** Makes a credential, as reading or minting one does. */
const remember = (value: string) => new Credential({ token: value }, null)

describe('the guard of the output', () => {
  const whole = Object.entries({ ...echoes, ...hiddenEchoes }).filter(([how]) => how !== 'in part')
  for (const [how, encode] of whole)
    it(`lets no secret pass ${how}, and raises an alarm`, () => {
      fc.assert(
        fc.property(issuedValue.filter(isRecognizableSecret), (value) => {
          remember(value)
          const { write, text } = guarded()
          const echo = encode(value, 'user')
          write('before\n')
          write(`in the middle: ${echo}\nafter\n`)
          assert.match(text(), alarm)
          assert.ok(!text().includes(echo))
          assert.ok(text().startsWith('before\n'))
        }),
        { numRuns: runsOf(8) },
      )
    })

  it('finds a secret however a text is cut into writes', () => {
    fc.assert(
      fc.property(issuedValue.filter(isRecognizableSecret), fc.array(fc.nat(80), { maxLength: 6 }), (value, cuts) => {
        remember(value)
        const { write, flush, text } = guarded()
        const bytes = Buffer.from(`the token is ${value} and no other`)
        const places = [0, ...cuts.map((cut) => cut % bytes.length).toSorted((a, b) => a - b), bytes.length]
        for (const [index, place] of places.entries()) write(bytes.subarray(place, places[index + 1]))
        flush()
        assert.match(text(), alarm)
        assert.ok(!text().includes(value.slice(0, 12)))
      }),
    )
  })

  it('does not write the second half of a secret that begins in the line before', () => {
    remember('half-of-it-0123-and-more-4567-89ab')
    const { write, text } = guarded()
    write('half-of-it-0123-\nand-more-4567-89ab\n')
    assert.match(text(), alarm)
    assert.ok(!text().includes('4567'))
  })

  it('changes nothing else, byte for byte', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary', maxLength: 40 }), { maxLength: 8 }), (texts) => {
        const { write, flush, text } = guarded()
        for (const part of texts) write(part)
        flush()
        assert.equal(text(), texts.join(''))
      }),
    )
  })

  it('holds back no line that is ended, and no ended function', () => {
    const { write, flush, text } = guarded()
    write('one\ntwo')
    assert.equal(text(), 'one\n')
    flush()
    assert.equal(text(), 'one\ntwo')
  })

  it('lets a name of the config pass that is a part of a secret too', () => {
    remember('production-billing-2026')
    assert.ok(holdsSecret('"check":"production/billing-2026"'))
    allowInOutput(() => '{"key":"production/billing-2026"}')
    assert.ok(!holdsSecret('"check":"production/billing-2026"'))
    allowInOutput(() => '')
  })

  it('knows every kind of secret: read, beside it, derived and broken', () => {
    const client = new Credential({ clientSecret: 'read-81cd07e2b4f6a9' }, null, ['beside-77d1b3c2f0a5'])
    client.derived({ token: 'minted-4b81cd07e2f9' })
    const broken = client.broken().open('clientSecret')
    for (const value of ['read-81cd07e2b4f6a9', 'beside-77d1b3c2f0a5', 'minted-4b81cd07e2f9', broken])
      assert.ok(holdsSecret(`<${value}>`), value)
  })

  it('takes no name for a secret', () => {
    new Credential({ user: 'deploy-user-2026', clientId: 'client-2026-0001', token: 'x'.repeat(40) }, null)
    assert.ok(!holdsSecret('deploy-user-2026 client-2026-0001'))
    new Credential({ role_id: 'approle-1f0c2b7a', secret_id: 'approle-9d3e5a4b' }, null)
    assert.deepEqual(['approle-1f0c2b7a', 'approle-9d3e5a4b'].map(holdsSecret), [false, true])
    assert.ok(!holdsSecret('x'.repeat(80)))
  })
})

const moduleAt = (path: string) => JSON.stringify(new URL(`../../functions/${path}`, import.meta.url).href)

/** Runs a function that makes a credential, and does something careless with its value. */
const careless = (how: string) => `
  import { lambdaHandler } from ${moduleAt('aws/lambda.ts')}
  import { logToStdout } from ${moduleAt('aws/logs.ts')}
  import { Credential } from ${moduleAt('core/model/credential.ts')}
  const value = 'marked-7f3a9c-e81b04'
  const handler = lambdaHandler('probe', async () => { new Credential({ token: value }, null); ${how} })
  const answer = await handler({}, {}).catch((error) => error.message)
  process.stdout.write('answer ' + JSON.stringify(answer ?? null) + '\\n')
`

describe('a function that is careless with a secret', () => {
  const ways: Readonly<Record<string, string>> = {
    'prints it': 'console.log({ value })',
    'prints it to stderr': 'console.error(new Error(value))',
    'writes it in two parts': 'process.stdout.write(value.slice(0, 9)); process.stdout.write(value.slice(9))',
    'logs it as the name of something': "logToStdout({ event: 'heartbeat', cadence: value })",
    'answers with it': 'return { ok: true, value }',
    'throws it in our own words': "throw Object.assign(new Error(value), { name: 'RotationStopped' })",
    'leaves it to nobody': 'Promise.reject(new Error(value)); await new Promise(() => setInterval(() => 0, 1000))',
    'warns of it': 'process.emitWarning(value); await new Promise(setImmediate)',
  }
  for (const [how, script] of Object.entries(ways))
    it(`${how} shows nothing of it`, async () => {
      const { stdout, stderr } = await runModule(careless(script))
      assert.doesNotMatch(stdout + stderr, /7f3a9c|e81b04/)
    })

  it('still writes its other lines', async () => {
    const { stdout, stderr } = await runModule(careless("console.log('good'); console.error(value); return 7"))
    assert.match(stdout, /^good\n/)
    assert.match(stdout, /answer 7\n/)
    assert.match(stderr, alarm)
  })
})
