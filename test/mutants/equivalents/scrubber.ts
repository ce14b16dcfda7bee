import { type Equivalent, equivalentsIn } from './equivalent.ts'

export const scrubber: readonly Equivalent[] = [
  ...equivalentsIn(
    'functions/core/model/echo.ts',
    'the look before saves time, and finds nothing that the search behind it would miss',
    [
      [
        'values.flatMap((value) => [withoutGaps(value), lettersOf(value)]).filter(isShowable)',
        'values.flatMap(value => [withoutGaps(value), lettersOf(value)])',
      ],
      ['wanted.length === 0', 'false'],
      ['value.length >= shownLimit', 'true'],
      ['({ length }) => length', '() => undefined'],
      ['(secret) => longestRun(secret) === secret.length', '() => undefined'],
      ['longestRun(secret) === secret.length', 'false'],
      ['text.length < shortest || (arePlain && longestRun(text) < shortest)', 'false'],
      [
        'text.length < shortest || (arePlain && longestRun(text) < shortest)',
        'text.length < shortest && arePlain && longestRun(text) < shortest',
      ],
      ['text.length < shortest', 'false'],
      ['arePlain && longestRun(text) < shortest', 'false'],
      ['{ length: 128 }', '{}'],
      ['(_, code) => /[\\w.~+/=%-]/.test(String.fromCharCode(code))', '() => undefined'],
      [
        '{ let [longest, run] = [0, 0] for (let at = 0; at < text.length; at += 1) { run = tokenCharacters[text.charCodeAt(at)] === true ? run + 1 : 0 if (run > longest) longest = run } return longest }',
        '{}',
      ],
      ['[0, 0]', '[]'],
      ['at < text.length', 'false'],
      ['at < text.length', 'at <= text.length'],
      ['at < text.length', 'at >= text.length'],
      ['{ run = tokenCharacters[text.charCodeAt(at)] === true ? run + 1 : 0 if (run > longest) longest = run }', '{}'],
      ['tokenCharacters[text.charCodeAt(at)] === true', 'true'],
      ['tokenCharacters[text.charCodeAt(at)] === true', 'false'],
      ['run + 1', 'run - 1'],
      ['run > longest', 'false'],
      ['run > longest', 'run >= longest'],
      ['run > longest', 'run <= longest'],
      ['/^[ -~\\n]*$/', '/^[ -~\\n]$/'],
    ],
  ),
  ...equivalentsIn('functions/core/model/echo.ts', 'no form is that short', [
    ['text.length < shortest', 'text.length <= shortest'],
    ['longestRun(text) < shortest', 'longestRun(text) <= shortest'],
  ]),
  ...equivalentsIn('functions/core/model/echo.ts', 'the text and the value are changed alike', [
    [
      "text .normalize('NFKC') .replace(/[\\s\\p{C}]/gu, '') .toLowerCase()",
      "text.normalize('NFKC').replace(/[\\s\\p{C}]/gu, '').toUpperCase()",
    ],
  ]),
  ...equivalentsIn('functions/core/model/echo.ts', 'one by one, all are left out too', [
    ['/[^A-Za-z0-9]+/g', '/[^A-Za-z0-9]/g'],
  ]),
  ...equivalentsIn('functions/core/model/decoded.ts', 'without a text there is nothing to go through', [
    ['layer.length > 0', 'true'],
    ['layer.length > 0', 'layer.length >= 0'],
  ]),
  ...equivalentsIn('functions/core/model/decoded.ts', 'where nothing can be undone, the text stays, and is known', [
    ['/%[0-9a-f]{2}/i', '/%[0-9a-f]/i'],
    ['/=(?:[0-9a-f]{2}|\\r?\\n)/i', '/=(?:[0-9a-f]|\\r?\\n)/i'],
  ]),
  ...equivalentsIn(
    'functions/core/model/decoded.ts',
    'the expression that found the text before has matched such a part',
    [["''", '"Stryker was here!"']],
  ),
  ...equivalentsIn(
    'functions/core/model/decoded.ts',
    'a text without numbers in it stands for no bytes that are kept',
    [['[]', '["Stryker was here"]']],
  ),
  ...equivalentsIn('functions/core/model/decoded.ts', 'a run is taken once', [['joined === text', 'false']]),
  ...equivalentsIn('functions/core/model/decoded.ts', 'eight letters need more, so that only time is saved', [
    ['run.length < shortestCompressed', 'false'],
  ]),
  ...equivalentsIn(
    'functions/core/model/decoded.ts',
    'the look at the first bytes saves time: unzipSync refuses what has no header',
    [
      ['(first === 0x1f && second === 0x8b) || (first === 0x78 && (first * 256 + second) % 31 === 0)', 'true'],
      ['first === 0x1f && second === 0x8b', 'first === 0x1f || second === 0x8b'],
      ['first === 0x1f', 'true'],
      ['second === 0x8b', 'true'],
      ['first === 0x78 && (first * 256 + second) % 31 === 0', 'first === 0x78 || (first * 256 + second) % 31 === 0'],
      ['first === 0x78', 'true'],
      ['(first * 256 + second) % 31 === 0', 'true'],
    ],
  ),
  ...equivalentsIn('functions/core/model/live-secrets.ts', 'both are odd', [
    ['2 * random(2 ** 31) + 1', '2 * random(2 ** 31) - 1'],
  ]),
  ...equivalentsIn('functions/core/model/live-secrets.ts', 'the bound is about memory: one more is none', [
    ['kept >= mostWindows', 'kept > mostWindows'],
  ]),
  ...equivalentsIn('functions/core/model/live-secrets.ts', 'both join two hashes without a clash', [
    ['(first >>> 0) * 2 ** 21 + (second >>> 11)', '(first >>> 0) * 2 ** 21 - (second >>> 11)'],
  ]),
  ...equivalentsIn(
    'functions/core/model/live-secrets.ts',
    'two windows clash more often, which needs millions of them to be seen',
    [['(first >>> 0) * 2 ** 21', '(first >>> 0) / 2 ** 21']],
  ),
  ...equivalentsIn('functions/core/model/live-secrets.ts', 'Math.imul takes undefined for zero', [
    ['[0, 0, 0]', '[]'],
    ['[0, 0]', '[]'],
    ['at < length', 'false'],
  ]),
  ...equivalentsIn(
    'functions/core/model/live-secrets.ts',
    'both sides take the same hash, and another one is as good',
    [['Math.imul(third, c) + code', 'Math.imul(third, c) - code']],
  ),
  ...equivalentsIn('functions/core/model/live-secrets.ts', 'without a text there is nothing to go through', [
    ['lengths.size === 0 || text.length < shortestWindow', 'false'],
    ['lengths.size === 0 || text.length < shortestWindow', 'lengths.size === 0 && text.length < shortestWindow'],
    ['lengths.size === 0', 'false'],
    ['text.length < shortestWindow', 'false'],
  ]),
  ...equivalentsIn(
    'functions/core/model/live-secrets.ts',
    'another character in place of none gives a hash that nothing has',
    [['at < text.length', 'at <= text.length']],
  ),
  ...equivalentsIn('functions/core/model/live-secrets.ts', 'no window of another length stands under that length', [
    ['at + 1 < length', 'false'],
  ]),
  ...equivalentsIn('functions/core/model/live-secrets.ts', 'a hash is never undefined', [
    ['third === undefined', 'false'],
  ]),
  ...equivalentsIn('functions/core/model/credential.ts', 'no text holds these words beside a credential', [
    ['[]', '["Stryker was here"]'],
  ]),
  ...equivalentsIn(
    'functions/core/model/credential.ts',
    'what is absent is not equal, and every letter and digit is of a kind',
    [["''", '"Stryker was here!"']],
  ),
  ...equivalentsIn('functions/aws/guarded-output.ts', 'no secret begins with it', [["''", '"Stryker was here!"']]),
  ...equivalentsIn('functions/aws/guarded-output.ts', 'the way through the guard writes the same, later', [
    ['writePast === null || plainSecretPartsIn(line).some(isPrivate)', 'true'],
  ]),
  ...equivalentsIn('functions/aws/guarded-output.ts', 'what is searched again held no secret before', [
    ["before !== ''", 'true'],
    ['lines.length > 1', 'true'],
    ['lines.length > 1', 'lines.length >= 1'],
  ]),
  ...equivalentsIn('functions/aws/guarded-output.ts', 'nothing that is begun is nothing to write', [
    ["begun !== ''", 'true'],
  ]),
]
