import { type Bad, bad, refuses } from './refusals.ts'
import { configOf, declared, wiki } from './sample.ts'

const ofTheWhole: readonly Bad[] = [
  bad('no config', undefined, 'missing; expected the object that defineConfig(...) returns'),
  bad('a function', () => 1, 'expected the object that defineConfig(...) returns, found a function'),
  bad('a list', [], 'expected the object that defineConfig(...) returns, found an empty list'),
  bad(
    'an empty object',
    {},
    'name: missing; expected lower-case letters, digits and dashes, at most 63',
    'environments: missing; expected an object of environments by name',
    'checks: missing; expected a list of checks',
  ),
  bad('no checks', configOf([]), 'checks: expected at least one check, found an empty list'),
  bad(
    'an unknown field',
    configOf([wiki], { enviroments: {} }),
    'enviroments: unknown field; did you mean "environments"?',
  ),
  bad(
    'no environments',
    configOf([{ ...wiki, environment: undefined }], { environments: {} }),
    'environments: expected at least one environment, found an empty object',
  ),
  bad(
    'a bad name of an environment',
    configOf([wiki], { environments: { production: {}, 'Prod EU': {} } }),
    'environments["Prod EU"]: expected lower-case letters, digits and dashes, at most 63, found a string of 7 characters',
  ),
  bad(
    'a mail address that is none',
    configOf([wiki], { environments: { production: { page: [{ kind: 'email', address: 'ops' }] } } }),
    'environments.production.page[0].address: expected an e-mail address, found a string of 3 characters',
  ),
  bad(
    'an unknown subscriber',
    configOf([wiki], { environments: { production: { page: [{ kind: 'sms', number: '1' }] } } }),
    'environments.production.page[0].kind: expected one of email, pagerduty, slack, lambda, sqs, https: use email(...), pagerDuty(...), slack(...), lambda(...), sqs(...) or https(...)',
  ),
  bad(
    'an integration key that is not in Secrets Manager',
    configOf([wiki], {
      environments: {
        production: { page: [{ kind: 'pagerduty', integrationKey: { from: 'environment', variable: 'KEY' } }] },
      },
    }),
    "environments.production.page[0].integrationKey: expected secret('<name>') or secret('<name>', '<field>')",
  ),
  bad(
    'windows in the wrong order, told once',
    configOf([wiki, declared], { defaults: { warn: '1d' } }),
    'defaults.warn: warn (1d) must not be shorter than critical (3d)',
  ),
  bad(
    'windows in the wrong order in one environment',
    configOf([wiki], { environments: { production: { defaults: { critical: '60d' } } } }),
    'environments.production.defaults.critical: warn (30d) must not be shorter than critical (60d)',
  ),
  bad(
    'a bad default',
    configOf([wiki], { defaults: { every: 'often', runbook: 'wiki' } }),
    'defaults.every: expected a duration from 1s to 24h, found a string of 5 characters',
    'defaults.runbook: expected an absolute https URL, found a string of 4 characters',
  ),
  bad(
    'a reserved key of JSON',
    JSON.parse(JSON.stringify(configOf([wiki])).replace('"name"', '"__proto__":{"checks":[]},"name"')),
    '__proto__: a field of this name is not allowed',
    '__proto__: unknown field; expected one of name, environments, defaults, grants, retentionDays, blocking, maintenance, perCheckMetrics, removal, heartbeatUrl, privateCa, checks',
  ),
]

refuses('a config', ofTheWhole)
