import { answer, type HostileAnswer, healthyBody } from './answer.ts'

const chunked = 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n'
const ended = 'timed_out: deadline'
const tooLong = 'oversized: answer_too_large'
const headersTooLarge = 'oversized: headers_too_large'

/** Bytes as slow as a server likes: no limit is reached, and the deadline ends them. */
const drips: readonly HostileAnswer[] = [
  answer('silence', { kind: 'silent' }, ended),
  answer('headers one byte at a time', { kind: 'drip', part: 'headers', everyMs: 1 }, ended),
  answer('a body one byte at a time', { kind: 'drip', part: 'body', everyMs: 1 }, ended),
  answer('103 Early Hints, for ever', { kind: 'endless_1xx', everyMs: 1 }, ended),
  drip('a chunk of one byte at a time', chunked, '1\r\nx\r\n'),
  drip('a trailer at a time', `${chunked}2\r\n{}\r\n0\r\n`, 'x: y\r\n'),
]

/** Bytes as fast as they are read: a limit ends them, long before the deadline. */
const pours: readonly HostileAnswer[] = [
  pour('103 Early Hints without end', '', 'HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n', tooLong),
  pour('100 Continue without end', '', 'HTTP/1.1 100 Continue\r\n\r\n', tooLong),
  pour('empty lines before the status line', '', '\r\n', tooLong),
  pour('headers without end', 'HTTP/1.1 200 OK\r\n', 'x-more: y\r\n', headersTooLarge),
  pour('one header line without end', 'HTTP/1.1 200 OK\r\nx-long: ', 'y', headersTooLarge),
  pour('a reason phrase without end', 'HTTP/1.1 200 ', 'OK', tooLong),
  pour('a chunk extension without end', `${chunked}1;x=`, 'y', tooLong),
  pour('a chunk size without end', chunked, '0', tooLong),
  pour('trailers without end', `${chunked}2\r\n{}\r\n0\r\n`, 'x-more: y\r\n', headersTooLarge),
  pour('spaces behind a good body', `HTTP/1.1 200 OK\r\n\r\n${healthyBody}`, ' ', 'oversized: body_too_large'),
]

function drip(attack: string, start: string, repeated: string): HostileAnswer {
  return answer(attack, { kind: 'endless', start, repeated, everyMs: 20 }, ended)
}

function pour(attack: string, start: string, repeated: string, outcome: string): HostileAnswer {
  return answer(attack, { kind: 'endless', start, repeated: repeated.repeat(512), everyMs: 0 }, outcome)
}

export const endlessAnswers: readonly HostileAnswer[] = [...drips, ...pours]
