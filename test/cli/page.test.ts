import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { testOne } from '../../cli/page.ts'
import { type PageTested, parsePageTestReply } from '../../functions/core/alerting/page-test.ts'

const directory = { probe: 'open', probes: { internal: 'vpc' } }

describe('a test page', () => {
  for (const [environment, functionName] of [
    ['production', 'open'],
    ['internal', 'vpc'],
  ] as const)
    it(`of ${environment} is sent by the probe that pages for it: ${functionName}`, async () => {
      const asked: unknown[] = []
      const tested = await testOne(
        async (name, request) => {
          asked.push([name, request])
          return { kind: 'tested', environments: [{ environment, sent: 2, unsent: 0 }] }
        },
        { environment },
        { directory },
      )
      assert.deepEqual(asked, [[functionName, { environment }]])
      assert.deepEqual(tested, { environment, sent: 2, unsent: 0 })
    })

  it('was not sent if the probe does not know of it', async () => {
    const reply = { kind: 'no_such_environment', names: [] } as const
    const tested = await testOne(async () => reply, { environment: 'gone' }, { directory })
    assert.deepEqual(tested, { environment: 'gone', sent: 0, unsent: 2 })
  })

  it('of an owner is asked for by name, and counts only if the probe knows owners', async () => {
    const ofOwner = { environment: 'production', owner: 'payments' }
    const replied =
      (...environments: PageTested[]) =>
      async () => ({ kind: 'tested' as const, environments })
    const whole = { ...ofOwner, sent: 2, unsent: 0 }
    assert.deepEqual(await testOne(replied(whole), ofOwner, { directory }), whole)
    const older = { environment: 'production', sent: 2, unsent: 0 }
    assert.deepEqual(await testOne(replied(older), ofOwner, { directory }), { ...ofOwner, sent: 0, unsent: 2 })
  })

  it('of an owner that the config does not have is refused with a near name', () =>
    assert.rejects(
      testOne(
        async () => ({ kind: 'no_such_owner', names: ['payments'] }),
        { environment: 'production', owner: 'payment' },
        { directory },
      ),
      { message: 'no owner is named "payment": did you mean "payments"?' },
    ))

  const replies: readonly (readonly [payload: string, reply: ReturnType<typeof parsePageTestReply>])[] = [
    ['', null],
    ['null', null],
    ['{"kind":"answer"}', null],
    ['{"kind":"tested","environments":"all"}', null],
    [
      '{"kind":"tested","environments":[{"environment":"a","sent":2,"unsent":0},{"sent":1}]}',
      { kind: 'tested', environments: [{ environment: 'a', sent: 2, unsent: 0 }] },
    ],
    ['{"kind":"no_such_owner","names":["a",1]}', { kind: 'no_such_owner', names: ['a'] }],
    ['{"kind":"no_such_environment","names":["a",1]}', { kind: 'no_such_environment', names: ['a'] }],
  ]
  for (const [payload, reply] of replies)
    it(`is answered with ${payload === '' ? 'nothing' : payload}, read as ${reply?.kind ?? 'no answer'}`, () => {
      assert.deepEqual(parsePageTestReply(payload), reply)
    })
})
