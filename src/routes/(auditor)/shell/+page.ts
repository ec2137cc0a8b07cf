/** The empty page that the worker gives for every auditor address; the only one that is made at build time. */
export const prerender = true;
