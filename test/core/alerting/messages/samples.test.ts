import assert from 'node:assert/strict'
import { readFile, writeFile } from 'node:fs/promises'
import { before, describe, it } from 'node:test'
import { readAlarm } from '../../../../functions/core/alerting/alarm.ts'
import { pagerDutyEvent } from '../../../../functions/core/alerting/pagerduty-event.ts'
import { type MessageSample, samplesOf, usual } from './samples.ts'

/** `TOKENWATCH_WRITE_MESSAGES=1 node --test test/core/alerting/messages/samples.test.ts` rewrites the samples of the page. */
const writes = (process.env['TOKENWATCH_WRITE_MESSAGES'] ?? '') !== ''

const page = new URL('../../../../docs/messages.md', import.meta.url)

/** Samples that the page also shows as PagerDuty and a chat channel get them. */
const shownInFull = ['A token is revoked', 'Several notices of one tick', 'It is good again']

const eventOf = ({ message }: MessageSample) => {
  const alarm = readAlarm(message.json)
  assert.ok(alarm)
  return pagerDutyEvent(alarm)
}

const block = (kind: string, text: string) => `\`\`\`${kind}\n${text}\n\`\`\`\n`

function written(sample: MessageSample): string {
  const { when, message } = sample
  const mail = block('text', `Subject: ${message.subject}\n\n${message.text.trimEnd()}`)
  if (!shownInFull.includes(when)) return `### ${when}\n\n${mail}`
  const chat = block('json', JSON.stringify(JSON.parse(message.chat), null, 2))
  const event = block('json', JSON.stringify(eventOf(sample), null, 2))
  return `### ${when}\n\n${mail}\nPagerDuty gets this event, and the key of its service:\n\n${event}\nA chat channel gets:\n\n${chat}`
}

const beginning = '## Samples\n\n'

describe('docs/messages.md', () => {
  let text: string
  let samples: readonly MessageSample[]
  before(async () => {
    samples = await samplesOf(usual)
    text = await readFile(page, 'utf8')
  })

  it('shows each kind of message as it is sent', async () => {
    const intro = text.slice(0, text.indexOf(beginning) + beginning.length)
    const whole = `${intro}${samples.map(written).join('\n')}`
    if (writes) return writeFile(page, whole)
    assert.equal(text, whole)
  })
})

/** A text that tries to break each shape, to call people, to run something, and is far too long. */
const hostile = `\`$(id)\` <!channel> <@U1> "</pre>\n\u2028\u202e\u0000\ud800 https://evil.example/?<|x> ${'🔑'.repeat(2_000)}`

for (const [what, texts] of [
  ['usual texts', usual],
  ['hostile texts', { impact: hostile, runbook: hostile, owner: hostile, detail: hostile }],
] as const)
  describe(`every message with ${what}`, () => {
    let samples: readonly MessageSample[]
    before(async () => {
      samples = await samplesOf(texts)
    })

    it('has a subject that SNS takes', () => {
      for (const { message, when } of samples) {
        assert.match(message.subject, /^(ALARM|OK): [\x20-\x7e]+$/, when)
        assert.ok(message.subject.length < 100, when)
      }
    })

    it('stays below the 256 KiB of SNS, in one line for each fact', () => {
      for (const { message, when } of samples) {
        for (const one of [JSON.stringify({ default: message.json, email: message.text }), message.chat])
          assert.ok(Buffer.byteLength(one) < 262_144, when)
        for (const line of message.text.split('\n')) assert.match(line, /^[^\p{Cc}\u2028\u202a-\u202e]*$/u, when)
      }
    })

    it('is an event within the limits of PagerDuty, with a severity by its alert level', () => {
      for (const sample of samples) {
        const event = eventOf(sample)
        const { when, message } = sample
        assert.ok([...event.payload.summary].length <= 1_024, when)
        assert.ok([...event.dedup_key].length <= 255, when)
        assert.ok(Buffer.byteLength(JSON.stringify(event)) < 512_000, when)
        assert.equal(event.payload.severity, message.to === 'notice' ? 'warning' : 'critical', when)
        for (const { href } of event.links) assert.ok(/^https?:/.test(href) && URL.canParse(href), when)
      }
    })

    it('is a custom notification of Amazon Q, which calls nobody and shows its alert level', () => {
      for (const { message, when } of samples) {
        const { version, source, content, metadata } = JSON.parse(message.chat)
        assert.deepEqual([version, source, content.textType], ['1.0', 'custom', 'client-markdown'], when)
        assert.ok(metadata.threadId !== '' && metadata.eventType !== '', when)
        for (const text of [content.title, content.description]) assert.doesNotMatch(text, /[<>]/, when)
        for (const step of content.nextSteps) {
          assert.doesNotMatch(step, /<[!@#]/, when)
          assert.equal([...step].filter((character) => character === '`').length % 2, 0, when)
        }
        const sign = /^OK/.test(message.subject)
          ? 'white_check_mark'
          : message.to === 'notice'
            ? 'warning'
            : 'rotating_light'
        assert.ok(content.title.startsWith(`:${sign}:`), when)
      }
    })

    it('says what to do in each channel while it is open', () => {
      for (const sample of samples.filter(({ message }) => message.subject.startsWith('ALARM'))) {
        const { message, when } = sample
        const channels = [message.text, message.chat, JSON.stringify(eventOf(sample))]
        for (const channel of channels)
          if (!isExcepted(when)) assert.match(channel, /What to do|Issue a new credential|To do: /, when)
      }
    })

    it('prints no command that needs a config', () => {
      for (const { message, when } of samples)
        for (const [command] of message.text.matchAll(/npx tokenwatch .*/g))
          assert.match(command, / --deployment acme --region eu-west-1$/, when)
    })
  })

/** Messages whose advice has another form: a test asks for nothing, and a refusal says it in its sentence. A group says it in each line of its mail. */
const isExcepted = (when: string): boolean =>
  ['Tokenwatch refused something', 'Several notices of one tick'].includes(when)
