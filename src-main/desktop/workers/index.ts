export { startUtility } from './utility-process.ts'
