export { type KeyKeeper, keyKeepersOf } from '#core/control'
export { createLastWords, type ProcessEvents, type ProcessStart, type StartProcess } from '#core/workers'
export { createCore } from './create-core.ts'
export type { Core, CoreLimits, CoreOptions } from './types.ts'
