import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { before, describe, it } from 'node:test'
import { type Aws, startAws } from '../../local/aws/aws.ts'
import { closeServer, listenOnLoopback } from '../../local/loopback.ts'
import { aFolder, tokenwatch } from '../support/command-line.ts'
import { startSsoPortal, writeProfiles } from '../support/sso-portal.ts'
import { keepOpen } from '../support/stack.ts'

const tokens = { living: 'a-living-sso-session', withoutRole: 'a-session-without-the-role' }
const soon = new Date(Date.now() + 3_600_000)
const longAgo = new Date('2020-01-01')

const config = `import { defineConfig, jwt, secret } from 'tokenwatch'
export default defineConfig({ name: 'acme', environments: { production: {} }, checks: [jwt({ id: 'ci', secret: secret('ci'), impact: 'No builds' })] })
`

/** Every command that calls AWS, with its arguments. */
const commands: readonly (readonly string[])[] = [
  ['gate', '--deployment', 'acme'],
  ['status', '--deployment', 'acme'],
  ['incidents', '--deployment', 'acme'],
  ['ack', 'ci', '--by', 'sam', '--deployment', 'acme'],
  ['check'],
  ['init', '--from-secrets', '--config', 'new.config.ts'],
  ['scan'],
]

describe('a command that calls AWS', { timeout: 120_000 }, () => {
  const keep = keepOpen()
  let aws: Aws
  let portal: string
  before(async () => {
    aws = keep(await startAws({ invokeRotation: async () => {} }))
    portal = keep(await startSsoPortal(tokens)).url
  })

  /** Home folder with the AWS command line's files, and the lab as AWS. */
  async function home(session: Parameters<typeof writeProfiles>[1]) {
    const cwd = keep(await aFolder()).path
    await writeProfiles(cwd, session)
    await writeFile(join(cwd, 'tokenwatch.config.ts'), config)
    const {
      AWS_REGION: _,
      AWS_ACCESS_KEY_ID: _id,
      AWS_SECRET_ACCESS_KEY: _key,
      AWS_SESSION_TOKEN: _token,
      ...endpoints
    } = aws.environment('nobody')
    const surroundings = { ...endpoints, AWS_ENDPOINT_URL_SSO: portal }
    return (args: readonly string[], env: Readonly<Record<string, string>>) =>
      tokenwatch(args, { cwd, env: { ...surroundings, ...env } })
  }

  const noSession = 'no valid AWS SSO session of the profile dev: run aws sso login --profile dev\n'
  const signIn = 'sign in as for the AWS CLI (aws sso login, AWS_PROFILE, or a role of the pipeline)\n'

  it('prints the command to sign in again, for every command', async () => {
    const run = await home({ token: 'was-alive-once', expiresAt: longAgo })
    for (const args of commands) {
      const { code, stdout, stderr } = await run(args, { AWS_PROFILE: 'dev' })
      assert.deepEqual([code, stdout, stderr], [2, '', noSession], args.join(' '))
    }
  })

  it('uses the credentials of a valid session', async () => {
    const run = await home({ token: tokens.living, expiresAt: soon })
    for (const profile of ['dev', 'legacy']) {
      const { code, stderr } = await run(['init', '--from-secrets', '--config', 'new.config.ts'], {
        AWS_PROFILE: profile,
      })
      assert.equal(code, 2)
      assert.match(stderr, /^This would write new\.config\.ts:/)
    }
  })

  const troubles: readonly (readonly [
    title: string,
    session: Parameters<typeof writeProfiles>[1],
    env: Readonly<Record<string, string>>,
    code: string,
    message: string,
  ])[] = [
    ['nobody ever signed in', null, { AWS_PROFILE: 'dev' }, 'expired_credentials', noSession],
    [
      'the session of an older form has expired',
      { token: 'was-alive-once', expiresAt: longAgo },
      { AWS_PROFILE: 'legacy' },
      'expired_credentials',
      noSession.replaceAll('dev', 'legacy'),
    ],
    [
      'AWS has ended the session',
      { token: 'was-alive-once', expiresAt: soon },
      { AWS_PROFILE: 'dev' },
      'expired_credentials',
      noSession,
    ],
    [
      'the session may not become the role',
      { token: tokens.withoutRole, expiresAt: soon },
      { AWS_PROFILE: 'dev' },
      'refused_credentials',
      'AWS does not let the SSO session of the profile dev assume its role: ask for access, or choose another profile\n',
    ],
    [
      'a profile names a session that is described nowhere',
      null,
      { AWS_PROFILE: 'torn' },
      'no_credentials',
      `no AWS credentials of the profile torn: ${signIn}`,
    ],
    [
      'there is no such profile',
      null,
      { AWS_PROFILE: 'nobody' },
      'no_region',
      'no AWS Region of the profile nobody: add --region <region> or set AWS_REGION\n',
    ],
    [
      'there is no such profile, and a Region',
      null,
      { AWS_PROFILE: 'nobody', AWS_REGION: 'eu-west-1' },
      'no_credentials',
      `no AWS credentials of the profile nobody: ${signIn}`,
    ],
    [
      'there are no credentials at all',
      null,
      { AWS_REGION: 'eu-west-1' },
      'no_credentials',
      `no AWS credentials: ${signIn}`,
    ],
    [
      'a Region is none',
      null,
      { AWS_REGION: 'eu west' },
      'no_region',
      'the name given is no AWS Region: add --region <region> or set AWS_REGION\n',
    ],
    ['there is no Region', null, {}, 'no_region', 'no AWS Region: add --region <region> or set AWS_REGION\n'],
  ]
  for (const [title, session, env, problem, message] of troubles)
    it(`ends with one line and exit code 2 if ${title}`, async () => {
      const run = await home(session)
      const { code, stdout, stderr } = await run(['gate', '--deployment', 'acme', '--json'], env)
      assert.deepEqual([code, stderr, JSON.parse(stdout).problems[0].code], [2, message, problem])
    })

  for (const [error, message] of [
    [
      'AccessDenied',
      /^AWS denies sts:AssumeRoleWithWebIdentity on arn:aws:iam::123456789012:role\/gate: its trust policy has to allow sts:AssumeRoleWithWebIdentity to this job's identity \(aud, sub\)\n$/,
    ],
    [
      'InvalidIdentityToken',
      /^AWS does not accept the token of this job for arn:aws:iam::123456789012:role\/gate \(InvalidIdentityToken/,
    ],
    [
      'ExpiredTokenException',
      /^AWS does not accept the token of this job for .* it has expired, or is for another audience or issuer\n$/,
    ],
  ] as const)
    it(`explains the problem with a pipeline's role: ${error}`, async () => {
      const server = createServer((_request, response) =>
        response.writeHead(403, { 'content-type': 'text/xml' }).end(stsError(error)),
      )
      const sts = { url: await listenOnLoopback(server), close: () => closeServer(server) }
      keep(sts)
      const run = await home(null)
      const { code, stderr } = await run(['gate', '--deployment', 'acme'], {
        AWS_REGION: 'eu-west-1',
        AWS_ENDPOINT_URL_STS: sts.url,
        AWS_ROLE_ARN: 'arn:aws:iam::123456789012:role/gate',
        AWS_WEB_IDENTITY_TOKEN_FILE: 'tokenwatch.config.ts',
      })
      assert.equal(code, 2)
      assert.match(stderr, message)
    })
})

const stsError = (code: string) =>
  `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>${code}</Code><Message>No</Message></Error><RequestId>1</RequestId></ErrorResponse>`
