import { loadGroup } from './load.ts'

loadGroup(import.meta.filename)
