export { FLOOR_SQL, type IndexMarker, type JobText, type TextIndex, textIndexOf } from './text-index.ts'
