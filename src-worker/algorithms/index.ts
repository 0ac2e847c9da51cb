/** Pure functions that job handlers are made of. `compat: 'dali'` gives the bytes of the tool that Interlock replaces. */
export { argvRejection, type ArgvReason } from './argv-rules.ts'
export { createCompactor, type Compactor, type CompactorOptions } from './compactor.ts'
export type { CompatMode } from './compat.ts'
export { gitConfiguration, gitEnvironment, gitListArgv, parseGitListing, type GitListing } from './git-listing.ts'
export { compileGlob, selectPaths, type Matcher, type Selection } from './glob.ts'
export { createScan, indexRow, isRecorded, keywordLines, type IndexRow, type Scan } from './keyword-hits.ts'
export { budgetsHash, toolPolicyHash } from './policy-hash.ts'
export { byCodePoint, PythonFloat, pythonJson, type PythonJson, type PythonJsonOptions } from './python-json.ts'
export {
  pythonText,
  repoIndexSummary,
  testRunnerSummary,
  type RepoIndexSummary,
  type TestRunnerSummary,
} from './summaries.ts'
export {
  createNewlineTranslator,
  decodeUtf8,
  firstCodePoints,
  truncateUtf8,
  type NewlineTranslator,
  type Truncated,
} from './text.ts'
