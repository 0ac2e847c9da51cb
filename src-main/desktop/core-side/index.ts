export { type CoreSideOptions, openCoreSide } from './core-side.ts'
export { NoContact } from './line-client.ts'
export type { CoreSide, CoreState, CoreWatch } from './types.ts'
