import { App } from 'aws-cdk-lib'
import { Tokenwatch } from 'tokenwatch/cdk'
import config from './tokenwatch.config.ts'

new Tokenwatch(new App(), 'Tokens', { config })
