import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { subjectsOf } from '../../../functions/core/review/subjects.ts'
import { isDue, tasksOf } from '../../../functions/core/tick/task.ts'
import { aCheck, aDeployment, aNetwork, anEnvironment } from '../../support/check.ts'
import { fc } from '../../support/property.ts'
import { nowMs } from '../../support/reading.ts'

const at = (environment: string, id: string, overrides: Parameters<typeof aCheck>[0] = {}) =>
  aCheck({ environment, id, ...overrides })
const subjects = (...given: Parameters<typeof aDeployment>) =>
  subjectsOf(aDeployment(...given)).map(({ location, checks }) => [location, checks.join(' ')])

describe('the subjects of a review', () => {
  it('are empty if no check shares its id or declares consumers or an overlap', () =>
    assert.deepEqual(subjects([at('production', 'a'), at('staging', 'b')]), []))

  it('are the ids in two environments, unless both declare that they share the credential', () => {
    assert.deepEqual(subjects([at('production', 'a'), at('staging', 'a')]), [['*', 'production/a staging/a']])
    const shared = { shared: true }
    assert.deepEqual(subjects([at('production', 'a', shared), at('staging', 'a', shared)]), [])
  })

  it('are checks with consumers or with an overlap', () => {
    const overlap = at('production', 'a', { overlapSeconds: 60 })
    const watched = at('production', 'b', { consumers: [{ kind: 'lastAccessed', name: 'readers' }] })
    assert.deepEqual(subjects([overlap, watched, at('production', 'c')]), [['*', 'production/a production/b']])
  })

  it('are not compared across networks, because no function may read the secrets of two', () => {
    const environments = [anEnvironment(), anEnvironment({ name: 'staging', network: aNetwork() })]
    assert.deepEqual(subjects([at('production', 'a'), at('staging', 'a')], { environments }), [])
  })

  it('are cut into parts that hold all checks of an id, and every check once', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat({ max: 60 }), { maxLength: 60 }), (ids) => {
        const checks = ids.flatMap((id) => [at('production', `id-${id}`), at('staging', `id-${id}`)])
        const parts = subjectsOf(aDeployment(checks))
        const keys = parts.flatMap((part) => part.checks)
        assert.deepEqual([...keys].toSorted(), checks.map(({ key }) => key).toSorted())
        for (const part of parts) {
          assert.ok(part.checks.length <= 20)
          for (const key of part.checks)
            assert.ok(part.checks.some((other) => other !== key && other.endsWith(key.split('/')[1] ?? '')))
        }
      }),
    )
  })
})

describe('the task of a review', () => {
  const deployment = aDeployment([at('production', 'a'), at('staging', 'a')])
  const hour = 3_600_000
  const start = Math.floor(nowMs / hour) * hour
  const reviews = (tick: number, previous: number | null, cadence = '5m') =>
    tasksOf(deployment, { cadence, tick, complete: false, previous }).filter(({ task }) => task === 'review').length

  it('is enqueued by the first tick of a config and by the first tick of each hour', () => {
    assert.equal(reviews(start + 1, null), 1)
    assert.equal(reviews(start + 1, start - 1), 1)
    assert.equal(reviews(start + hour - 1, start), 0)
  })

  it('is enqueued by the shortest cadence alone', () => assert.equal(reviews(start, null, '1h'), 0))

  it('is run up to half an hour late, and dropped after that', () => {
    const [task] = tasksOf(deployment, { cadence: '5m', tick: nowMs, complete: false, previous: null }).filter(
      (one) => one.task === 'review',
    )
    assert.ok(task !== undefined)
    assert.deepEqual(
      [isDue(task, deployment, nowMs + 1_800_000), isDue(task, deployment, nowMs + 1_800_001)],
      [true, false],
    )
  })
})
