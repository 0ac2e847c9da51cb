export { createOpener } from './opener.ts'
