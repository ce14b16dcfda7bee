const uuid = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}'
const span = '\\d+[dhms](?: \\d+[dhms])?'

/** Texts that differ from run to run. An id may look like anything, so it is found by the words around it, and is replaced first. */
const varying: readonly (readonly [pattern: RegExp, name: string])[] = [
  [new RegExp(`(?<=\\bversion )${uuid}(?= |$)`, 'gm'), '<version>'],
  [new RegExp(`(?<=^ +(?:from|to) +)${uuid}$`, 'gm'), '<version>'],
  [new RegExp(`(?<=\\bthe (?:current|present) key is |a key was made: )${uuid}$`, 'gm'), '<key>'],
  [/(?<=\btokenwatch silence end )[0-9a-f]{12}$/gm, '<id>'],
  [/(?<=^✓ node +)v\d+\.\d+\.\d+$/gm, '<node>'],
  [/(?<=^✓ version .* this version, )\d+\.\d+\.\d+$/gm, '<version>'],
  [/127\.0\.0\.1:\d+/g, '<host>'],
  [/(?<=^Operate it: {2}\. )\S+(?=\/lab\.env )/gm, '<folder>'],
  [new RegExp(`(?<=^ {2}(?:page|notice) +\\S+: \\w+, )${span}(?= ago, )`, 'gm'), '<span>'],
  [/\b\d{4}-\d\d-\d\d \d\d:\d\d(?::\d\d)? UTC/g, '<time>'],
  [/^ {2}\d\d:00 UTC/gm, '  <hour>'],
  [/\b\d+ ms\b/g, '<ms>'],
  [new RegExp(`(?<=\\b(?:in|ticked|since|judged) )${span}(?= ago\\b| \\(|[,)]|$)`, 'gm'), '<span>'],
  [/ +$/gm, ''],
]

/** Returns the output of a command without times, durations, ports, versions and random ids. */
export function essence(text: string): string {
  return varying.reduce((rest, [pattern, name]) => rest.replace(pattern, name), text)
}
