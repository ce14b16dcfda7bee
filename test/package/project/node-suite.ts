import { test } from 'node:test'
import { assertHealthy } from 'tokenwatch/test'

test('orders', () => assertHealthy('orders'))
test('wiki', () => assertHealthy('wiki'))
