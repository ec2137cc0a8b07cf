/** Made at build time and the same for everybody, so that a tablet keeps these pages and opens them without a network. */
export const prerender = true;
