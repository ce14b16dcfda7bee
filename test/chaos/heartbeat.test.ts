import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { grantLease, heartbeatSeconds, silenceSeconds } from '../../chaos/safety/lease.ts'
import { startHeartbeat } from '../../chaos/trial/heartbeat.ts'

describe('the heartbeat of a runner', () => {
  it('renews the lease every five seconds, half of the promised heartbeat, however often it is asked', async () => {
    let nowMs = 0
    const renewedAtMs: number[] = []
    const renew = async () => {
      renewedAtMs.push(nowMs)
      return true
    }
    const heartbeat = startHeartbeat(renew, { silence: silenceSeconds, sinceMs: 0, monotonicMs: () => nowMs })
    for (; nowMs <= 21_000; nowMs += 250) assert.equal(await heartbeat.beat(), true)
    assert.deepEqual(renewedAtMs, [5_000, 10_000, 15_000, 20_000])
    assert.equal(heartbeatSeconds, 10)
  })

  it('keeps a lease alive whose holder may be silent for three heartbeats', async () => {
    let nowMs = 0
    const lease = grantLease(120, { monotonicMs: () => nowMs })
    const renew = async () => {
      lease.renew()
      return lease.isLive()
    }
    const heartbeat = startHeartbeat(renew, { silence: silenceSeconds, sinceMs: 0, monotonicMs: () => nowMs })
    for (; nowMs < 110_000; nowMs += 1_000) assert.equal(await heartbeat.beat(), true)
    assert.equal(silenceSeconds, 3 * heartbeatSeconds)
  })

  it('fits a lease that allows less silence', async () => {
    for (const silence of [1, 2, 10, 19]) {
      let nowMs = 0
      const lease = grantLease(120, { silence, monotonicMs: () => nowMs })
      const renew = async () => {
        lease.renew()
        return lease.isLive()
      }
      const heartbeat = startHeartbeat(renew, { silence, sinceMs: 0, monotonicMs: () => nowMs })
      // The runner looks every quarter of a second, and may be late by as much again.
      for (; nowMs < 60_000; nowMs += 500) assert.equal(await heartbeat.beat(), true, `${silence} s at ${nowMs}`)
    }
  })

  it('says that the lease has ended', async () => {
    let nowMs = 0
    const heartbeat = startHeartbeat(async () => false, { silence: 30, sinceMs: 0, monotonicMs: () => nowMs })
    nowMs = 5_000
    assert.equal(await heartbeat.beat(), false)
  })
})
