export type { Core, CoreLimits, CoreOptions } from './core.ts'
