import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { aCheck, aDeployment } from '../support/check.ts'
import { kinds } from '../support/rotation-kinds.ts'
import { synthesize } from '../support/synth.ts'

const widgetIn = async (widget: boolean, check = aCheck()) => {
  const { resources } = await synthesize(aDeployment([check], { widget }))
  return [...resources].filter(([id]) => id.startsWith('Widget'))
}

describe('the widget in a stack', () => {
  it('is there only if the config asks for it', async () => {
    assert.deepEqual(await widgetIn(false), [])
    assert.ok((await widgetIn(true)).some(([, { Type }]) => Type === 'AWS::Lambda::Function'))
  })

  it('may read state and write its log, and nothing else', async () => {
    const policies = (await widgetIn(true)).filter(([, { Type }]) => Type === 'AWS::IAM::Policy')
    const text = JSON.stringify(policies)
    const actions = [...text.matchAll(/"((?:dynamodb|logs|kms|sns|sqs|secretsmanager|ssm|lambda|s3|ec2):[^"]+)"/g)]
    assert.deepEqual(
      new Set(actions.map(([, action]) => action)),
      new Set([
        'dynamodb:GetItem',
        'dynamodb:BatchGetItem',
        'dynamodb:Query',
        'dynamodb:LeadingKeys',
        'logs:CreateLogStream',
        'logs:PutLogEvents',
      ]),
    )
    assert.match(text, /"dynamodb:LeadingKeys":\["check#\*","cadence#\*","conditions"\]/)
  })

  it('may also read rotations where Tokenwatch rotates something', async () => {
    const rotation = kinds.createRevoke.rotation('https://api.acme.example')
    const text = JSON.stringify(await widgetIn(true, aCheck({ rotation })))
    assert.match(text, /"dynamodb:LeadingKeys":\["check#\*","cadence#\*","conditions","rotation#\*"\]/)
  })

  it('stands on the dashboard', async () => {
    const { of } = await synthesize(aDeployment([aCheck()], { widget: true }))
    const bodies = of('AWS::CloudWatch::Dashboard').map(({ Properties }) => JSON.stringify(Properties))
    assert.match(bodies.join(), /\\"type\\":\\"custom\\"[\s\S]*What is bad now/)
  })
})
