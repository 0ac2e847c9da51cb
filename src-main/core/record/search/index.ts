export { type IndexMarker, type JobText, type TextIndex, textIndexOf, TIMES_SQL, type TimesRow } from './text-index.ts'
