export {
  type IndexMarker,
  type JobText,
  readMarker,
  type TextIndex,
  textIndexOf,
  TIMES_SQL,
  type TimesRow,
} from './text-index.ts'
