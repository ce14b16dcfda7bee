import { execFileSync, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { SendByLibrary } from './library.ts'

/** Client of Python's `requests` with the retries of urllib3, as many services have it. It reads one URL and token a line. */
const source = `
import sys, requests
from requests.adapters import HTTPAdapter
from urllib3.util.retry import Retry
session = requests.Session()
session.mount('http://', HTTPAdapter(max_retries=Retry(total=3, backoff_factor=0, status_forcelist=[429, 503], respect_retry_after_header=False)))
for line in sys.stdin:
    url, token = line.split()
    try:
        status = session.get(url, headers={'Authorization': 'Bearer ' + token}, timeout=5).status_code
    except requests.RequestException:
        status = 0
    print(status, flush=True)
`

/** Starts the client; `null` where Python or the library is missing. */
export function startPython(): { readonly send: SendByLibrary; close(): void } | null {
  try {
    execFileSync('python3', ['-c', 'import requests'], { stdio: 'ignore' })
  } catch {
    return null
  }
  const child = spawn('python3', ['-c', source], { stdio: ['pipe', 'pipe', 'inherit'] })
  const waiting: ((status: number) => void)[] = []
  createInterface(child.stdout).on('line', (line) => waiting.shift()?.(Number(line)))
  return {
    send: (url, token) =>
      new Promise((resolve) => {
        waiting.push(resolve)
        child.stdin.write(`${url} ${token}\n`)
      }),
    close: () => void child.kill(),
  }
}
