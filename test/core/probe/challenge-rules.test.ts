import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { parseAnswer } from '../../../functions/core/probe/answer.ts'
import { ruleFor } from '../../../functions/core/probe/rules.ts'
import { profileOf } from '../../../functions/providers/providers.ts'
import { aWireAnswer } from '../../support/wire.ts'

type Row = readonly [profile: string, status: number, header: string, means: string, body?: unknown]

const rows: readonly Row[] = [
  ['http', 401, 'Bearer error="insufficient_scope", scope="a"', 'under_scoped'],
  ['http', 401, 'bearer ERROR=INSUFFICIENT_SCOPE', 'under_scoped'],
  ['http', 401, 'Basic realm="x", Bearer error="Insufficient_Scope"', 'under_scoped'],
  ['http', 403, 'DPoP error="insufficient_scope"', 'under_scoped'],
  ['http', 401, 'Bearer realm="no insufficient_scope here", error="invalid_token"', 'rejected'],
  ['http', 401, 'Bearer error="invalid_token", error_description="it is not insufficient_scope"', 'rejected'],
  ['http', 401, 'Bearer error_uri="https://docs.example/insufficient_scope"', 'rejected'],
  ['http', 401, 'Bearer error="insufficient_scopes"', 'rejected'],
  ['http', 403, 'Bearer realm="insufficient_scope"', 'unrecognized'],
  ['http', 403, 'Bearer error="invalid_token", error_description="insufficient_scope?"', 'unrecognized'],
  ['http', 401, 'Bearer error="insufficient_scope', 'unrecognized'],
  ['http', 401, 'Bearer error_description="a "quoted" word", error="insufficient_scope"', 'unrecognized'],
  ['http', 403, 'Bearer error="insufficient_scope', 'unrecognized'],
  ['http', 401, 'Bearer realm="unterminated', 'rejected'],
  ['jwt', 401, 'Bearer realm="insufficient_scope"', 'rejected'],
  ['box', 401, 'Bearer error="invalid_token"', 'rejected'],
  ['box', 401, 'Bearer realm="invalid_token", error="temporary"', 'unrecognized'],
  ['box', 401, 'Bearer error="invalid_token', 'unrecognized'],
  ['box', 403, 'Bearer error="insufficient_scope"', 'ping_forbidden'],
  ['box', 403, 'Bearer error_description="insufficient_scope"', 'unrecognized'],
  ['oauth-introspection', 403, 'Bearer error="insufficient_scope"', 'check_invalid'],
  ['oauth-introspection', 403, 'Bearer realm="insufficient_scope"', 'unrecognized'],
  ['mailgun', 401, 'Basic realm="MG API"', 'rejected', 'Forbidden'],
  ['mailgun', 401, 'Bearer realm="basic plan"', 'unrecognized', 'Forbidden'],
  ['container-registry', 401, 'Bearer realm="https://r.example/basic realm"', 'unrecognized', '<html>'],
  ['jira-data-center', 401, 'OAuth realm="https%3A%2F%2Fjira.example"', 'rejected', 'no'],
  ['jira-data-center', 401, 'Negotiate, Bearer scope="realm"', 'unrecognized', 'no'],
]

describe('a rule about a challenge', () => {
  for (const [profile, status, header, means, body = ''] of rows)
    it(`reads ${profile} ${status} ${header} as ${means}`, () => {
      const answer = parseAnswer(aWireAnswer(status, body, { 'www-authenticate': header }))
      assert.equal(ruleFor(answer, [], profileOf(profile).rules).means, means)
    })
})
