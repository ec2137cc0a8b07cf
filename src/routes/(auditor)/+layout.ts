/** Everything here comes from the tablet's own store, so there is nothing for a server to draw. */
export const ssr = false;
