import { secret } from '../../functions/config.ts'

/** Fields of every check of these tests that its credential does not decide. */
const common = { id: 'here', impact: 'Nobody: this is a test', allowPrivate: ['127.0.0.0/8'] }

/** The secret is a token. */
export const asToken = { ...common, secret: secret('here') }

/** The secret holds a user and a password. */
export const asUser = { ...common, secret: secret('here', { user: 'user', password: 'password' }) }
