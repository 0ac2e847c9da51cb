import { MAX_JOB_BYTES } from '#schemas'

/** Largest request over any transport, in bytes: a job is the largest thing anybody sends. */
export const MAX_REQUEST_BYTES = MAX_JOB_BYTES
