export { canonicalJson } from './canonical.ts'
export { chordOf, type Pressed } from './chord.ts'
export { createClock, type Clock } from './clock.ts'
export { hasHidden, replaceHidden } from './hidden.ts'
export { createIds, ID_PATTERN, type IdKind, type Ids } from './ids.ts'
export { percentile } from './percentile.ts'
export { formatBytes, formatCount, formatDuration, formatWait, keptOf } from './quantities.ts'
export { shellCommand, shellQuoted } from './shell.ts'
export { shortId } from './short-id.ts'
export { isoTime, parseIsoTime } from './times.ts'
export {
  countMembers,
  forbiddenKey,
  isDeeperThan,
  MAX_JSON_DEPTH,
  MAX_JSON_MEMBERS,
  measureJson,
  parseGuardedJson,
  utf8Length,
  type JsonOutcome,
  type JsonRefusal,
} from './guarded-json.ts'
