import { type Bad, badWiki, refuses } from './refusals.ts'
import { wiki } from './sample.ts'

const one = (consumer: object) => ({ consumers: [consumer] })
const health = { kind: 'health', name: 'web', url: 'https://web.acme.example/health' }

const table: readonly Bad[] = [
  badWiki(
    'consumers that are no list',
    { consumers: health },
    'consumers: expected a list of consumers such as health(...), found an object',
  ),
  badWiki(
    'a consumer of an unknown kind',
    one({ kind: 'kubernetes' }),
    'consumers[0].kind: expected one of health, ecs, lambdaFunction, cloudTrail, lastAccessed, replica: use health(...), ecs(...), lambdaFunction(...), cloudTrail(...), lastAccessed() or replica(...)',
  ),
  badWiki(
    'a health page without a name and an address',
    one({ kind: 'health' }),
    'consumers[0].name: missing; expected a name of letters, digits and . _ / -, at most 63',
    'consumers[0].url: missing; expected an absolute https URL',
  ),
  badWiki(
    'a health page over plain http',
    one({ ...health, url: 'http://web.acme.example/health' }),
    'consumers[0].url: expected https: plain http is possible only to addresses that allowPrivate names',
  ),
  badWiki(
    'a health page with a token in its address',
    one({ ...health, url: 'https://web.acme.example/health?access_token=a' }),
    'consumers[0].url: the query parameter "access_token" is named like a credential: keep it in a secret and send it with query()',
  ),
  badWiki(
    'an expression that is none',
    one({ ...health, version: 'a..b' }),
    'consumers[0].version: not a JMESPath expression: something unexpected at column 3',
  ),
  badWiki(
    'a cluster by its ARN',
    one({ kind: 'ecs', cluster: 'arn:aws:ecs:eu-west-1:123456789012:cluster/shop', service: 'web' }),
    'consumers[0].cluster: expected a name in ECS: letters, digits, - and _, found a string of 47 characters',
  ),
  badWiki(
    'a function by its name',
    one({ kind: 'lambdaFunction', functionArn: 'invoices' }),
    'consumers[0].functionArn: expected the ARN of a Lambda function, found a string of 8 characters',
  ),
  badWiki(
    'a session in the place of a role',
    one({ kind: 'cloudTrail', roleArn: 'arn:aws:sts::123456789012:assumed-role/web/1' }),
    'consumers[0].roleArn: expected the ARN of an IAM role, found a string of 44 characters',
  ),
  badWiki(
    'a Region that is none',
    one({ kind: 'replica', region: 'Frankfurt' }),
    'consumers[0].region: expected a Region such as eu-central-1, found a string of 9 characters',
  ),
  badWiki(
    'two consumers of one name',
    { consumers: [health, { ...health, url: 'https://other.acme.example/health' }] },
    'consumers[1].name: another consumer of this check has this name',
  ),
  badWiki(
    'a look at the previous version beside one at who reads it',
    { consumers: [{ kind: 'lastAccessed' }], overlap: '1d' },
    'overlap: not beside lastAccessed(): looking whether the previous version works reads it; drop one of them',
  ),
  badWiki(
    'consumers and an overlap of a secret that has no versions',
    { secret: { from: 'environment', variable: 'WIKI' }, consumers: [health], overlap: '1d' },
    "consumers: only of a secret in Secrets Manager, in its current version: name one with secret('<name>')",
    "overlap: only of a secret in Secrets Manager, in its current version: name one with secret('<name>')",
  ),
  badWiki(
    'an overlap of a version that is not the current one',
    { secret: { ...wiki.secret, stage: 'AWSPENDING' }, overlap: '1d' },
    "overlap: only of a secret in Secrets Manager, in its current version: name one with secret('<name>')",
  ),
  badWiki(
    'a sharing that is no yes or no',
    { shared: 'yes' },
    'shared: expected true or false, found a string of 3 characters',
  ),
]

refuses('a check', table)
