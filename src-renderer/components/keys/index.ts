export { chordOf, isMac, isSingleKey } from './chord.ts'
export { type ChangedKeys, KEY_TABLE, type KeyEntry, keysInForce, keysProblem, keysTakenBy } from './key-table.ts'
export type { KeyBinding, Keyboard } from './keyboard.ts'
export { KeyLayerAbove, KeyRoom, useKeyboard, useKeys } from './key-room.tsx'
