export type { Updates } from './updates.ts'
