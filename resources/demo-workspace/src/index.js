export { period, SPEEDS } from './constituents.js'
export { extremes } from './extremes.js'
export { heightAt, rises } from './height.js'
export { tideTable } from './table.js'
