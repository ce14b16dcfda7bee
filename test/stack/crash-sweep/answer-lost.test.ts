import { sweep } from './sweep.ts'

sweep('answer lost')
