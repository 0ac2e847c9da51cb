export { type KeyKeeper, keyKeepersOf } from '#core/control'
export { createCore } from './create-core.ts'
export type { Core, CoreLimits, CoreOptions } from './types.ts'
