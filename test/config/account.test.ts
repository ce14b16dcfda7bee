import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { http } from 'tokenwatch'
import type { Config } from '../../functions/config/schema.ts'
import { boundaryArn } from '../support/company-account.ts'
import { expandedDeployment, wikiInput as wikiOptions } from './reading.ts'
import { type Bad, bad, refuses } from './refusals.ts'
import { configOf, wiki } from './sample.ts'

const accountOf = (account: Config['account']) =>
  expandedDeployment({
    name: 'acme',
    environments: { production: {} },
    checks: [http(wikiOptions)],
    ...(account === undefined ? {} : { account }),
  }).account

describe('the rules of an account', () => {
  it('are none by default', () => {
    const none = accountOf(undefined)
    assert.deepEqual(none.roles, { path: '/', namePrefix: null, policies: 'inline' })
    assert.deepEqual([accountOf({}), accountOf({ roles: {} })], [none, none])
  })

  it('bound, name and place the roles', () => {
    const roles = { path: '/company/monitoring/', namePrefix: 'acme-', policies: 'managed' } as const
    const account = accountOf({ permissionsBoundary: boundaryArn, roles })
    assert.deepEqual([account.permissionsBoundary, account.roles], [boundaryArn, roles])
  })
})

const badAccount = (fault: string, account: object, ...lines: readonly string[]): Bad =>
  bad(fault, configOf([wiki], { account }), ...lines)

refuses('an account', [
  badAccount(
    'a boundary by its name',
    { permissionsBoundary: 'boundary' },
    'account.permissionsBoundary: expected the ARN of a managed policy such as arn:aws:iam::123456789012:policy/boundary, found a string of 8 characters',
  ),
  badAccount(
    'a path without its slashes',
    { roles: { path: 'company' } },
    'account.roles.path: expected an IAM path that begins and ends with a slash, such as /monitoring/, found a string of 7 characters',
  ),
  badAccount(
    'a prefix that leaves no room for names',
    { roles: { namePrefix: 'a'.repeat(25) } },
    'account.roles.namePrefix: expected the beginning of the names of roles, such as acme-, at most 24 letters, digits and + = , . @ _ -, found a string of 25 characters',
  ),
  badAccount(
    'policies that are neither',
    { roles: { policies: 'customer' } },
    'account.roles.policies: expected one of inline, managed, found a string of 8 characters',
  ),
  badAccount(
    'a misspelled rule',
    { boundary: boundaryArn },
    'account.boundary: unknown field; expected one of permissionsBoundary, roles',
  ),
])
