import { sweep } from './sweep.ts'

sweep('refused')
