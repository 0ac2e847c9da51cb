export { isMac, isSingleKey } from './chord.ts'
export type { KeyBinding, Keyboard } from './keyboard.ts'
export { KeyLayerAbove, KeyRoom, useKeyboard, useKeys } from './key-room.tsx'
