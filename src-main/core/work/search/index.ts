export { indexJobs } from './index-jobs.ts'
export { type Indexing, keepIndexed } from './keep-indexed.ts'
