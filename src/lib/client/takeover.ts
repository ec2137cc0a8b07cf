/** Whether a page must be loaded again because another worker took it. */

/**
 * Gives what is asked each time a worker takes the page: whether it took it from another. The first worker of a tablet takes pages that had
 * none, also one loaded while it was still being installed; loading such a page again would only lock the tablet under somebody's hands.
 * `taken`: whether the page had a worker from the start.
 */
export function createTakeover(taken: boolean): () => boolean {
	return () => {
		const before = taken;
		taken = true;
		return before;
	};
}
