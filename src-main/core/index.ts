export { createCore } from './core.ts'
export type { Core, CoreLimits, CoreOptions } from './types.ts'
