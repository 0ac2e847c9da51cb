import { config } from 'zod'

// The page's policy forbids code made from text, which zod would try for speed while schemas are built. So this comes
// before every other import.
config({ jitless: true })
