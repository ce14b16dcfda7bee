import { type Bad, badWiki, refuses } from './refusals.ts'
import { wiki } from './sample.ts'

const url = wiki.ping.url
const postOf = (body?: string) => ({
  method: 'POST',
  url,
  sideEffects: 'none',
  ...(body === undefined ? {} : { body }),
})
const json = (name: string) => ({ in: 'json', name })
const form = (name: string) => ({ in: 'form', name })

const ofBodies: readonly Bad[] = [
  badWiki(
    'a credential in the body of a GET',
    { send: json('token') },
    'ping: only POST has a body for json(...): use post(...), or another placement',
  ),
  badWiki(
    'a credential in the form of a HEAD',
    { ping: { method: 'HEAD', url }, send: form('token') },
    'ping: only POST has a body for form(...): use post(...), or another placement',
    'ping: the answer to HEAD has no body for assert or read: use get(...)',
  ),
  badWiki(
    'a form and JSON in one body',
    {
      ping: postOf(),
      secret: { ...wiki.secret, fields: { id: 'a', key: 'b' } },
      send: [
        { ...form('a'), role: 'id' },
        { ...json('b'), role: 'key' },
      ],
    },
    'send: a body is a form or JSON: use only form(...) or only json(...)',
  ),
  badWiki(
    'a JSON field beside a form',
    { ping: postOf('grant_type=password'), send: json('token') },
    'ping.body: expected a JSON object such as {"method":"login"}, for json(...) to join it',
  ),
  badWiki(
    'a JSON field beside a text in quotes',
    { ping: postOf('"login"'), send: json('token') },
    'ping.body: expected a JSON object such as {"method":"login"}, for json(...) to join it',
  ),
  badWiki(
    'a form field beside JSON',
    { ping: postOf('{"a":1}'), send: form('token') },
    'ping.body: expected the fields of a form such as grant_type=password, found JSON: use json(...)',
  ),
  badWiki(
    'a JSON field inside a text',
    { ping: postOf('{"auth":"none"}'), send: json('auth.token') },
    'ping.body: has no place for auth.token: expected an object, or a list that is long enough, around it',
  ),
  badWiki(
    'a JSON field beyond the end of a list',
    { ping: postOf('{"params":[]}'), send: json('params.1') },
    'ping.body: has no place for params.1: expected an object, or a list that is long enough, around it',
  ),
  badWiki(
    'a JSON field that is an expression',
    { ping: postOf('{}'), send: json('params[0]') },
    'send.name: expected the place of a JSON field such as token, params.password or params.0, found a string of 9 characters',
  ),
  badWiki(
    'a form field without a name',
    { ping: postOf(), send: form('') },
    'send.name: expected the name of a form field, found an empty string',
  ),
  badWiki(
    'a cookie with its value',
    { send: { in: 'cookie', name: 'session=abc' } },
    'send.name: expected the name of a cookie, found a string of 11 characters',
  ),
  badWiki(
    'a prefix before a whole value',
    { send: { in: 'header', name: 'authorization', raw: true, prefix: 'Bearer ' } },
    'send: raw() sends the secret as the whole value: drop the prefix',
  ),
  badWiki(
    'half a whole value',
    { send: { in: 'header', name: 'authorization', raw: 'yes' } },
    'send.raw: expected true, as raw() writes it, found a string of 3 characters',
  ),
  badWiki(
    'the role of another credential in the body',
    { ping: postOf(), send: { ...json('password'), role: 'password' } },
    "secret: expected a secret that names password and nothing else: secret('<name>', { password: '<key>' })",
  ),
]

refuses('a credential in a body or a cookie', ofBodies)
