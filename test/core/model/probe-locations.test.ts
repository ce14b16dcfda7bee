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

describe('the probe locations of a deployment', () => {
  it("are Lambda's own network if no environment names another", () => {
    assert.deepEqual(probeLocationsOf(deployed({ staging: null, production: null })), [
      { name: lambdaNetwork, network: null, environments: ['staging', 'production'] },
    ])
  })

  it("are one for each network, named after its first environment, with Lambda's own first", () => {
    const deployment = deployed({ staging: vpc1, production: vpc2, sandbox: { ...vpc1 }, dev: null })
    assert.deepEqual(probeLocationsOf(deployment), [
      { name: lambdaNetwork, network: null, environments: ['dev'] },
      { name: 'staging', network: vpc1, environments: ['staging', 'sandbox'] },
      { name: 'production', network: vpc2, environments: ['production'] },
    ])
    assert.equal(probeLocationNames(deployment).get('sandbox'), 'staging')
  })

  it('keep their names if an environment with another network, or without one, is put before them', () => {
    const names = (networks: Parameters<typeof deployed>[0]) => probeLocationNames(deployed(networks)).get('production')
    assert.deepEqual(
      [names({ production: vpc1 }), names({ dev: null, production: vpc1 }), names({ staging: vpc2, production: vpc1 })],
      ['production', 'production', 'production'],
    )
  })

  it('do not include those of environments without checks', () => {
    const environments = [anEnvironment({ name: 'empty', network: vpc1 }), anEnvironment()]
    assert.deepEqual(
      probeLocationsOf(aDeployment([aCheck()], { environments })).map(({ name }) => name),
      [lambdaNetwork],
    )
  })

  it('are one if the deployment has no checks', () => assert.equal(probeLocationsOf(aDeployment([])).length, 1))

  it('tell networks apart by any of their parts', () => {
    const others = [
      aNetwork({ subnetIds: ['subnet-2'] }),
      aNetwork({ securityGroupIds: ['sg-2'] }),
      aNetwork({ egress: { endpoints: [] } }),
    ]
    for (const other of others) assert.equal(probeLocationsOf(deployed({ one: aNetwork(), two: other })).length, 2)
  })
})
