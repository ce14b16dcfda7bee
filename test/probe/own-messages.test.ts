import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { LogEvent } from '../../functions/core/state/log.ts'
import { ownMessages } from '../../functions/probe/own-messages.ts'

const ownRoleId = 'AROAPROBE'
const tickRoleId = 'AROATICK'
const bodyOf = (task: string | undefined) => JSON.stringify({ announced: 'some-id', task, tick: 1 })

/** Returns true if a message is kept, with the log. */
async function kept(task: string | undefined, senderId: unknown, announced: boolean | null) {
  const logged: LogEvent[] = []
  const Records = [{ body: bodyOf(task), attributes: { SenderId: senderId } }]
  const isAnnounced = () => Promise.resolve(announced)
  const own = await ownMessages({ Records }, { isAnnounced, ownRoleId, tickRoleId, log: (event) => logged.push(event) })
  return { isKept: own.Records.length === 1, logged }
}

describe('a message of the queue', () => {
  it('about a page that was sent counts from the own role alone, announced or not', async () => {
    for (const announced of [true, false, null]) {
      assert.equal((await kept('opening', `${ownRoleId}:tokenwatch-probe`, announced)).isKept, true)
      for (const sender of [
        'AROAOTHER:tokenwatch-probe',
        `x:${ownRoleId}`,
        `${ownRoleId}X:y`,
        'AIDAUSER',
        '',
        undefined,
        5,
      ])
        assert.equal((await kept('opening', sender, announced)).isKept, false, String(sender))
    }
  })

  it('of a tick counts without the answer of the table, since it may find a dead token', async () => {
    for (const task of [undefined, 'canaries', 'review'])
      assert.deepEqual(await kept(task, 'AROATICK:tick', null), { isKept: true, logged: [] })
  })

  it('of anybody else is a security event without the answer of the table', async () => {
    for (const task of [undefined, 'canaries', 'review', 'heartbeat'])
      for (const sender of [`${ownRoleId}:tick`, 'AROATICKX:tick', 'x:AROATICK', 'AIDAUSER', '', undefined, 5])
        assert.deepEqual(await kept(task, sender, null), {
          isKept: false,
          logged: [{ event: 'security', refused: 'message_not_ours', check: null }],
        })
  })

  it('that would say that all is well does not count without the answer of the table', async () => {
    assert.deepEqual(await kept('heartbeat', 'AROATICK:tick', null), {
      isKept: false,
      logged: [{ event: 'fault', where: 'heartbeat', code: 'not_verified', check: null }],
    })
    assert.equal((await kept('heartbeat', 'AROATICK:tick', true)).isKept, true)
  })

  it('that was not announced is a security event', async () => {
    for (const task of [undefined, 'canaries', 'review', 'heartbeat'])
      assert.deepEqual(await kept(task, `${ownRoleId}:tokenwatch-probe`, false), {
        isKept: false,
        logged: [{ event: 'security', refused: 'message_not_ours', check: null }],
      })
  })
})
