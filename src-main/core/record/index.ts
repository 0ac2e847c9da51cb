export {
  ENQUEUED_OF_JOB,
  type EventQuery,
  type EventRow,
  eventSeqs,
  IN_JOB_INDEX,
  IN_KIND_INDEX,
  pageEvents,
} from './event-pages.ts'
export { type Bodies, type BodySeed, createBodies, intactBody, readSlice, type SealedFile } from './bodies.ts'
export { coalesce } from './coalesce.ts'
export { codeOf, type Home, prepareHome } from './home.ts'
export { type Appended, createLedger, type Ledger, toRecord } from './ledger.ts'
export { lockHome } from './lock.ts'
export { createProcesses, type OwnedProcess, type Processes } from './processes.ts'
export { createReader, type Reader, type ReaderLimit } from './reader.ts'
export {
  type IndexMarker,
  type JobText,
  readMarker,
  type TextIndex,
  textIndexOf,
  TIMES_SQL,
  type TimesRow,
} from './search/index.ts'
export {
  nextTurn,
  openReadOnly,
  type ReadConnection,
  type ReaderTask,
  serveReader,
  unstoppable,
} from './serve-reader.ts'
export {
  decodeFrames,
  FRAME_LAYOUT,
  MAX_FRAME_BYTES,
  openSpool,
  type RawFrame,
  removeScratch,
  removeSpool,
  repairSpool,
  scratchPath,
  spooledRuns,
  spoolPath,
  type SpoolWriter,
} from './spool.ts'
export { syncFolderNow } from './sync-folder.ts'
export { type Change, openStore, type Queries, queriesOf, type Query, type Store, type Write } from './store.ts'
export { bodyRefs, verifyLedger } from './verify.ts'
