import assert from 'node:assert/strict'
import { it } from 'node:test'
import { plainAccount } from '../../../functions/core/model/account.ts'
import { lambdaNetwork } from '../../../functions/core/model/probe-locations.ts'
import { durationOf, loadsOf, probesAtOnceAt, probesNeeded } from '../../../functions/core/tick/throughput.ts'
import { aCheck, aDeployment, anEnvironment, aRequest } from '../../support/check.ts'

/** Checks of one host for each fifty, so that a batch holds one host. */
const checksOf = (count: number, everySeconds: number, environment = 'production') =>
  Array.from({ length: count }, (_, index) => {
    const [id, host] = [`bot-${everySeconds}-${index}`, `h${Math.floor(index / 50)}.acme.example`]
    return aCheck({
      key: `${environment}/${id}`,
      id,
      environment,
      everySeconds,
      question: aRequest(`https://${host}/me`),
    })
  })

const deploymentOf = (...groups: readonly (readonly [count: number, everySeconds: number])[]) =>
  aDeployment(groups.flatMap(([count, everySeconds]) => checksOf(count, everySeconds)))

/** Seven rounds of eight answers of 1.5 s, and half a second: a batch of fifty at one host takes 11 s. */
const cases = [
  ['a single check', deploymentOf([1, 300]), 1, 10],
  ['a thousand every five minutes', deploymentOf([1_000, 300]), 1, 10],
  ['a thousand every minute', deploymentOf([1_000, 60]), 5, 10],
  ['as many as ten at one time can do in a minute', deploymentOf([2_150, 60]), 10, 10],
  ['one batch more', deploymentOf([2_200, 60]), 11, 11],
  ['two thousand every ten seconds', deploymentOf([2_000, 10]), 55, 55],
  ['two cadences together', deploymentOf([2_000, 10], [2_000, 60]), 65, 65],
] as const

for (const [title, deployment, needed, atOnce] of cases)
  it(`${title}: ${needed} batches at one time are needed, ${atOnce} are run`, () => {
    assert.deepEqual([...probesNeeded(loadsOf(deployment, 1.5))], [[lambdaNetwork, needed]])
    assert.equal(probesAtOnceAt(deployment, lambdaNetwork), atOnce)
  })

it('counts each probe location by itself', () => {
  const network = {
    vpcId: 'vpc-0123456789abcdef0',
    subnetIds: ['subnet-0123456789abcdef0'],
    securityGroupIds: [],
    egress: 'nat',
  } as const
  const deployment = aDeployment([...checksOf(1_000, 60, 'inside'), ...checksOf(100, 60, 'outside')], {
    environments: [anEnvironment({ name: 'inside', network }), anEnvironment({ name: 'outside' })],
  })
  const needed = [...probesNeeded(loadsOf(deployment, 1.5))].map(([, count]) => count)
  assert.deepEqual(needed.toSorted(), [1, 5].toSorted())
})

it('follows the config where that says a number', () => {
  const account = { ...plainAccount, concurrency: { probesAtOnce: 3, reserved: null } }
  assert.equal(probesAtOnceAt(aDeployment(checksOf(1, 300), { account }), lambdaNetwork), 3)
})

it('reckons with every call of a check, and with one batch at least', () => {
  const [one] = checksOf(1, 300)
  assert.ok(one)
  const needs = aCheck({ ...one, needs: [aRequest('https://h0.acme.example/teams').ping] })
  const seconds = [one, needs].map((check) => loadsOf(aDeployment([check]), 2)[0]?.batchSeconds[0])
  assert.deepEqual(seconds, [2.5, 4.5])
})

it('says how long a tick takes: the work shared by those at one time, and the last batch', () => {
  const [load] = loadsOf(deploymentOf([1_000, 300]), 1.5)
  assert.ok(load)
  // Twenty batches of 11 s, ten at one time, and the last one to its end.
  assert.equal(durationOf(load, 10), 33)
  assert.equal(durationOf({ ...load, delaySeconds: 100 }, 10), 111)
})
