import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { lambdaNetwork, probeLocationNames, probeLocationsOf } from '../../../functions/core/model/probe-locations.ts'
import { aCheck, aDeployment, aNetwork, anEnvironment } from '../../support/check.ts'

const [vpc1, vpc2] = [aNetwork({ vpcId: 'vpc-1' }), aNetwork({ vpcId: 'vpc-2' })]

/** Environments with a check each, by name. */
const deployed = (networks: Readonly<Record<string, ReturnType<typeof aNetwork> | null>>) =>
  aDeployment(
    Object.keys(networks).map((environment) => aCheck({ environment })),
    { environments: Object.entries(networks).map(([name, network]) => anEnvironment({ name, network })) },
  )

describe('the vantages of a deployment', () => {
  it("are Lambda's own network where no environment names one", () => {
    assert.deepEqual(probeLocationsOf(deployed({ staging: null, production: null })), [
      { name: lambdaNetwork, network: null, environments: ['staging', 'production'] },
    ])
  })

  it("are one for each network, called after its first environment, Lambda's own before them", () => {
    const deployment = deployed({ staging: vpc1, production: vpc2, sandbox: { ...vpc1 }, dev: null })
    assert.deepEqual(probeLocationsOf(deployment), [
      { name: lambdaNetwork, network: null, environments: ['dev'] },
      { name: 'staging', network: vpc1, environments: ['staging', 'sandbox'] },
      { name: 'production', network: vpc2, environments: ['production'] },
    ])
    assert.equal(probeLocationNames(deployment).get('sandbox'), 'staging')
  })

  it('keep their names when an environment with another network, or with none, comes before them', () => {
    const names = (networks: Parameters<typeof deployed>[0]) => probeLocationNames(deployed(networks)).get('production')
    assert.deepEqual(
      [names({ production: vpc1 }), names({ dev: null, production: vpc1 }), names({ staging: vpc2, production: vpc1 })],
      ['production', 'production', 'production'],
    )
  })

  it('are none of environments that watch nothing', () => {
    const environments = [anEnvironment({ name: 'empty', network: vpc1 }), anEnvironment()]
    assert.deepEqual(
      probeLocationsOf(aDeployment([aCheck()], { environments })).map(({ name }) => name),
      [lambdaNetwork],
    )
  })

  it('are one where nothing is watched at all', () => assert.equal(probeLocationsOf(aDeployment([])).length, 1))

  it('tell networks apart by any of their parts', () => {
    const others = [
      aNetwork({ subnetIds: ['subnet-2'] }),
      aNetwork({ securityGroupIds: ['sg-2'] }),
      aNetwork({ egress: { endpoints: [] } }),
    ]
    for (const other of others) assert.equal(probeLocationsOf(deployed({ one: aNetwork(), two: other })).length, 2)
  })
})
