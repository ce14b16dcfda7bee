import { answer, answerWith, type HostileAnswer, healthyBody, rawAnswer } from './answer.ts'

const length = `content-length: ${healthyBody.length}`
const chunk = `${healthyBody.length.toString(16)}\r\n${healthyBody}\r\n0\r\n\r\n`

const statusLines: readonly HostileAnswer[] = [
  rawAnswer(
    'a status line of HTTP/9.9',
    `HTTP/9.9 200 OK\r\n${length}\r\n\r\n${healthyBody}`,
    'unrecognized: malformed_answer',
  ),
  rawAnswer(
    'a status of four digits',
    `HTTP/1.1 2000 OK\r\n${length}\r\n\r\n${healthyBody}`,
    'unrecognized: malformed_answer',
  ),
  rawAnswer(
    'a status of two digits',
    `HTTP/1.1 20 OK\r\n${length}\r\n\r\n${healthyBody}`,
    'unrecognized: malformed_answer',
  ),
  rawAnswer('the status 999', `HTTP/1.1 999 OK\r\n${length}\r\n\r\n${healthyBody}`, 'unrecognized: unlisted'),
  rawAnswer('the status 000', `HTTP/1.1 000 OK\r\n${length}\r\n\r\n${healthyBody}`, 'unreachable: no_answer'),
  rawAnswer(
    'a status without a protocol',
    `200 OK\r\n${length}\r\n\r\n${healthyBody}`,
    'unrecognized: malformed_answer',
  ),
  rawAnswer('a body alone, as in HTTP/0.9', healthyBody, 'unrecognized: malformed_answer'),
  rawAnswer('another protocol', 'SSH-2.0-OpenSSH_9.6\r\n', 'unrecognized: malformed_answer'),
  rawAnswer('a preface of HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 'unrecognized: malformed_answer'),
  rawAnswer('zero bytes', Buffer.alloc(4_096), 'unrecognized: malformed_answer'),
]

const headers: readonly HostileAnswer[] = [
  rawAnswer(
    'a header of 100 kB',
    answerWith(`x-huge: ${'y'.repeat(100_000)}\r\n${length}`),
    'oversized: headers_too_large',
  ),
  rawAnswer('10,000 headers', answerWith(`${'x-more: y\r\n'.repeat(10_000)}${length}`), 'oversized: headers_too_large'),
  rawAnswer('a header without a colon', answerWith(`nothing\r\n${length}`), 'unrecognized: malformed_answer'),
  rawAnswer(
    'a header with a space before its colon',
    answerWith(`content-length : ${healthyBody.length}`),
    'unrecognized: malformed_answer',
  ),
  rawAnswer(
    'a header that goes on in the next line',
    answerWith(`x-folded: a\r\n b\r\n${length}`),
    'unrecognized: malformed_answer',
  ),
  rawAnswer('a header with a zero byte', answerWith(`x-zero: a\0b\r\n${length}`), 'unrecognized: malformed_answer'),
  rawAnswer(
    'a header with a bare line feed',
    answerWith(`x-one: a\nx-two: b\r\n${length}`),
    'unrecognized: malformed_answer',
  ),
  rawAnswer(
    'a header with a bare carriage return',
    answerWith(`x-one: a\rx-two: b\r\n${length}`),
    'unrecognized: malformed_answer',
  ),
  rawAnswer(
    'headers named like parts of an object',
    answerWith(`__proto__: x\r\nconstructor: y\r\n${length}`),
    'healthy: success',
  ),
]

const lengths: readonly HostileAnswer[] = [
  rawAnswer('two different lengths', answerWith(`${length}\r\ncontent-length: 2`), 'unrecognized: malformed_answer'),
  rawAnswer('the same length twice', answerWith(`${length}\r\n${length}`), 'unrecognized: malformed_answer'),
  rawAnswer(
    'a list of lengths',
    answerWith(`content-length: ${healthyBody.length}, 2`),
    'unrecognized: malformed_answer',
  ),
  rawAnswer('a negative length', answerWith('content-length: -1'), 'unrecognized: malformed_answer'),
  rawAnswer('a length in hexadecimal digits', answerWith('content-length: 0x19'), 'unrecognized: malformed_answer'),
  rawAnswer(
    'a length that no number holds',
    answerWith(`content-length: ${'9'.repeat(40)}`),
    'unrecognized: malformed_answer',
  ),
  rawAnswer(
    'a length beside chunks',
    answerWith(`${length}\r\ntransfer-encoding: chunked`, chunk),
    'unrecognized: malformed_answer',
  ),
  rawAnswer('chunks, called so twice', answerWith('transfer-encoding: chunked, chunked', chunk), 'healthy: success'),
  rawAnswer(
    'an unknown transfer encoding',
    answerWith(`transfer-encoding: cow\r\n${length}`),
    'unrecognized: malformed_answer',
  ),
  rawAnswer(
    'a chunk size that no number holds',
    answerWith('transfer-encoding: chunked', `${'F'.repeat(17)}\r\n${chunk}`),
    'unrecognized: malformed_answer',
  ),
  rawAnswer(
    'a chunk size that is none',
    answerWith('transfer-encoding: chunked', `xyz\r\n${chunk}`),
    'unrecognized: malformed_answer',
  ),
  rawAnswer('less than was promised', answerWith('content-length: 1000'), 'unreachable: connection_lost'),
  rawAnswer('more than was promised', answerWith(length, `${healthyBody} and more`), 'healthy: success'),
  rawAnswer(
    'chunks that break off',
    answerWith('transfer-encoding: chunked', chunk.slice(0, -8)),
    'unreachable: connection_lost',
  ),
  rawAnswer('no length, and the end of the connection', answerWith('connection: close'), 'healthy: success'),
]

const endings: readonly HostileAnswer[] = [
  answer('the end of every connection', { kind: 'hang_up' }, 'unreachable: connection_lost'),
  answer('the end of the connection behind the request', () => ({ kind: 'hang_up' }), 'unreachable: connection_lost'),
  answer('a reset in the middle of a body', { kind: 'reset_in_body' }, 'unreachable: connection_lost'),
  rawAnswer('half a status line', 'HTTP/1.1 2', 'unreachable: connection_lost'),
  rawAnswer('half a header', 'HTTP/1.1 200 OK\r\ncontent-le', 'unreachable: connection_lost'),
  rawAnswer('a reset behind the headers', answerWith(length, ''), 'unreachable: connection_lost', 'reset'),
  answer(
    '101, a change to another protocol',
    { kind: 'answer', status: 101, headers: { connection: 'upgrade', upgrade: 'x' } },
    'unreachable: connection_lost',
  ),
  rawAnswer('a 100 and no answer', 'HTTP/1.1 100 Continue\r\n\r\n', 'unreachable: connection_lost'),
  answer('a second answer that nobody asked for', { kind: 'two_answers' }, 'wrong_identity: success'),
  rawAnswer('204 with a body', `HTTP/1.1 204 No Content\r\n${length}\r\n\r\n${healthyBody}`, 'unrecognized: success'),
]

/** Answers that are no HTTP, or break its rules. */
export const brokenAnswers: readonly HostileAnswer[] = [...statusLines, ...headers, ...lengths, ...endings]
