import assert from 'node:assert/strict'
import type { ParameterSweep } from '../../functions/aws/versions.ts'

/** Parameter Store of a deployment that names no parameter: whoever calls it has failed. */
export const noParameters: ParameterSweep = {
  connect: () => Promise.reject(new Error('a deployment without parameters called Parameter Store')),
  onFault: (code) => assert.fail(code),
}
