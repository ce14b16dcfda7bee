import { sweep } from './sweep.ts'

sweep('dead from there on')
