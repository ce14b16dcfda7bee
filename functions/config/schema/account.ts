import { type AccountSettings, plainAccount } from '../../core/model/account.ts'
import { policyArn } from './arn.ts'
import { object, oneOf, text } from './text.ts'

/** Longest beginning of names. A role's name has 64 characters, of which the Region takes 15. */
const longestPrefix = 24

const path = text(
  'an IAM path that begins and ends with a slash, such as /monitoring/',
  (value) => /^\/(?:[\w+=,.@-]+\/)*$/.test(value) && value.length <= 512,
)

const namePrefix = text(
  `the beginning of the names of roles, such as acme-, at most ${longestPrefix} letters, digits and + = , . @ _ -`,
  (value) => /^[\w+=,.@-]+$/.test(value) && value.length <= longestPrefix,
)

const { roles } = plainAccount

const roleSettings = object('{ path, namePrefix, policies }', {
  path: path.default(roles.path),
  namePrefix: namePrefix.nullable().default(roles.namePrefix),
  policies: oneOf(['inline', 'managed']).default(roles.policies),
})

/** Rules of the account: what companies ask of every stack before they approve it. */
export const account = object('an object such as { permissionsBoundary: ..., roles: ... }', {
  /** ARN of a managed policy that bounds every role of the stack. */
  permissionsBoundary: policyArn.nullable().default(plainAccount.permissionsBoundary),
  /** Path, names and policies of the roles. */
  roles: roleSettings.default(roles),
})
  .default(plainAccount)
  .transform((input): AccountSettings => input)
