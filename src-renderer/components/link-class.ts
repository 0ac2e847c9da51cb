/** A link in running text: underlined, because colour alone does not set it apart. */
export const linkClass = 'text-run underline decoration-run/40 underline-offset-2 hover:decoration-run'
