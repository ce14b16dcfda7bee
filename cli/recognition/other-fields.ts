import type { LeftAlone } from './recognition.ts'
import { compact } from './words.ts'

/** Fields of a database's login, as RDS and others write them. */
const login = {
  user: ['username', 'user', 'dbuser', 'dbusername'],
  password: ['password', 'dbpassword', 'pwd', 'pass'],
}
const place = [
  'engine',
  'host',
  'hostname',
  'dbhost',
  'port',
  'dbname',
  'database',
  'dbinstanceidentifier',
  'dbclusteridentifier',
  'masterarn',
  'endpoint',
  'servername',
]
const certainly = [
  'engine',
  'dbname',
  'database',
  'dbinstanceidentifier',
  'dbclusteridentifier',
  'dbhost',
  'masterarn',
  'port',
]

/** Finds the login of a database among the fields of a secret. Everything that belongs to it is left alone. */
export function otherFields(
  fields: ReadonlyMap<string, string>,
): { readonly fields: readonly string[]; readonly left: Pick<LeftAlone, 'what' | 'because'> } | null {
  const named = (names: readonly string[]) => [...fields.keys()].filter((field) => names.includes(compact(field)))
  const [users, passwords, places] = [named(login.user), named(login.password), named(place)]
  if (passwords.length === 0 || users.length === 0) return null
  if (named(certainly).length > 0)
    return {
      fields: [...users, ...passwords, ...places],
      left: { what: 'database', because: 'the login of a database: a user, a password and its place' },
    }
  return null
}
