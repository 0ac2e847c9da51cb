export { countJobs, countsResult, createJobCounts } from './count-jobs.ts'
export { createJobListing, type JobListing, type JobQuery, jobSeqs, pageJobs, searches } from './list-jobs.ts'
export { type LaneReason, type ResolvedFilter, resolveFilter } from './resolved-filter.ts'
